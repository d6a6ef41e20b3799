"""Which pull request a commit came with.

Forges write its number into titles and below them; people write numbers into titles as well, which may be those of
issues. So what a forge wrote counts first, in the commit itself and then in the merges that took it in.
"""

import re
from collections.abc import Sequence

from trailbook.trail.git.commits import Commit
from trailbook.trail.reasons.filler_words import OF_ISSUES
from trailbook.trail.reasons.messages import read_message

_TITLES = (
    re.compile(r"^Merged? (?:pull request|PR|MR|RFC) (#\d+)\b"),
    re.compile(r"^Merged PR (?P<merge_request>\d+):"),
    re.compile(r"^merge (#\d+) into \S", re.IGNORECASE),
    re.compile(r"^merge branch 'pr-(?P<number>\d+)'", re.IGNORECASE),
    re.compile(r"^Auto merge of (#\d+)\b"),
    re.compile(r"^Merge (?:[\w.-]+(?:/[\w.-]+)+)?(#\d+)(?::|$)"),
    re.compile(r"\((?:PR |MR |pull request )?([#!]\d+)\)$", re.IGNORECASE),
)
"""Titles of merges and of squashes, as GitHub, GitLab, Bitbucket, Azure DevOps, bors and scripts for merging write
them. Azure DevOps calls its requests ``!12``, as ``#12`` is a work item there."""
_BELOW = (
    re.compile(r"^(?:See merge request \S*?(?=!)|GitHub-Pull-Request: \S*(?=#))([#!]\d+)\s*$", re.MULTILINE),
    re.compile(r"^Part-of: *<?https?://\S+/merge_requests/(?P<merge_request>\d+)>?\s*$", re.MULTILINE),
    re.compile(r"^Reviewed-on: *(https?://[^\s<>]+)\s*$", re.MULTILINE),
    re.compile(r"^\(Merged from (https?://[^\s<>()]+)\)\s*$", re.MULTILINE),
    re.compile(r"^Pull Request resolved: *(https?://[^\s<>()]+)\s*$", re.MULTILINE),
)
"""Lines below: of GitLab, of golang's importer, of Marge, of Gerrit or Gitea, of OpenSSL's scripts and of Meta's. The
last of them is the commit's own, as a cherry-pick copies those of the commit that was picked."""
_GITBOOK = re.compile(r"^GitBook: \[(#\d+)\]")
_ELSEWHERE = re.compile(r"\(([\w.-]+(?:/[\w.-]+)+[#!]\d+)\)$")
_LABELLED = re.compile(r"^\[([#!]\d+)\]")
_TRAILING = re.compile(r"(?P<word>\w+)\W* ([#!]\d+)$")
_END = 300
"""How many characters of a title are looked through for a number at its end."""
_OF_ISSUES = frozenset(OF_ISSUES.split())
_NUMBERED = re.compile(
    r"[#!]\d|^(pr-url|merged pr |part-of|reviewed-on|\(merged from|pull request resolved|merge branch 'pr-)",
    re.IGNORECASE | re.MULTILINE,
)
"""What a message has that names a request: most name none, and need not be parsed."""


def pull_request(commit: Commit, way: Sequence[Commit] = ()) -> str | None:
    """The request that a commit came with: ``#12``, ``!12``, ``group/project#12`` or an address; None if none is named.

    ``way`` are the merges that took the commit in, that of its own branch first. The change requests of GitBook are no
    requests of the forge: they are ``GitBook #12``. The lists of a squash name other requests, so that a number counts
    in the title alone.
    """
    sources = (commit, *way)
    return next((found for named in (forge_request, _stated) for one in sources if (found := named(one))), None)


def forge_request(commit: Commit) -> str | None:
    """The request that a commit's own message names in the form of a forge or a review tool, if any."""
    if not _NUMBERED.search(commit.message):
        return None
    message = read_message(commit.message)
    if stated := message.values("PR-URL"):
        return stated[0]
    if found := next((found for form in _TITLES if (found := form.search(message.title))), None):
        return _number(found)
    for form in _BELOW:
        if matches := list(form.finditer(commit.message)):
            return _number(matches[-1])
    return None


def _number(found: re.Match[str]) -> str:
    named = found.groupdict()
    if number := named.get("number"):
        return f"#{number}"
    number = named.get("merge_request")
    return f"!{number}" if number else found[1]


def _stated(commit: Commit) -> str | None:
    """The request in a title that may as well name an issue."""
    title = read_message(commit.message).title
    if found := _GITBOOK.match(title):
        return f"GitBook {found[1]}"
    if found := _ELSEWHERE.search(title[-_END:]) or _LABELLED.match(title):
        return found[1]
    found = _TRAILING.search(title[-_END:])
    return found[2] if found and found["word"].casefold() not in _OF_ISSUES else None
