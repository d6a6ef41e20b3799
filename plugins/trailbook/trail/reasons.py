"""Why a decision was taken: the rationale ladder.

From the strongest source to the weakest: a ``Rationale:`` trailer, the prose of the commit, the prose of
the merge that brought the commit to the main line, the title, nothing. The rung is always told. The title
of a pull request, which forges copy into its merge, is a title too: it names what was done, not why.
"""

import re

from trailbook.trail.commits import Commit
from trailbook.trail.decisions import Rationale
from trailbook.trail.messages import read_message

# Titles that tools write, or that say no more than that something changed.
_EMPTY_TITLE = re.compile(
    r"^(merge\b.*|wip|fix(up|es|ed)?!?|update[sd]?|changes?|initial commit|\.+"
    r"|(create|update|add|delete) \S+\.(md|ya?ml))$",
    re.IGNORECASE,
)


def rationale(commit: Commit, merge: Commit | None) -> Rationale:
    """The reason for a commit. ``merge`` is the one that brought it to the main line, if any."""
    message = read_message(commit.message)
    if stated := message.values("Rationale"):
        return Rationale("\n\n".join(stated), "trailer", commit.id)
    if message.prose:
        return Rationale(message.prose, "body", commit.id)
    if merge is not None:
        explained = read_message(merge.message)
        if stated := explained.values("Rationale"):
            return Rationale("\n\n".join(stated), "merge", merge.id)
        if explained.prose:
            return Rationale(explained.prose, "merge", merge.id)
        if explained.request and not _EMPTY_TITLE.match(explained.request):
            return Rationale(explained.request, "title", merge.id)
    title = message.request or message.title
    if title and not _EMPTY_TITLE.match(title):
        return Rationale(title, "title", commit.id)
    return Rationale("", "none", commit.id)


_IN_TITLE = (
    re.compile(r"^Merge pull request (#\d+)\b"),
    re.compile(r"^Auto merge of (#\d+)\b"),
    re.compile(r"^Merge (#\d+)$"),
    re.compile(r"\(pull request (#\d+)\)$"),
    re.compile(r"\(([#!]\d+)\)$"),
)
_NUMBERED = re.compile(r"[#!]\d|^pr-url", re.IGNORECASE | re.MULTILINE)
"""What a message has that names a pull request: most name none, and need not be taken apart to tell."""
_BELOW = re.compile(r"^(?:See merge request \S*?(?=!)|GitHub-Pull-Request: \S*(?=#))([#!]\d+)\s*$", re.MULTILINE)


def pull_request(commit: Commit, merge: Commit | None) -> str | None:
    """The pull request that a commit came with: ``#12``, ``!12`` or an address; None where nothing names one.

    The lists of a squash name other pull requests, so that a number counts in the title alone.
    """
    for source in (commit, merge):
        if source is None or not _NUMBERED.search(source.message):
            continue
        message = read_message(source.message)
        if stated := message.values("PR-URL"):
            return stated[0]
        found = next((found for form in _IN_TITLE if (found := form.search(message.title))), None)
        if found := found or _BELOW.search(source.message):
            return found[1]
    return None
