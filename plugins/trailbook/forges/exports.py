"""Files with what a forge or a review tool gave, read without the network: what a file is, its content tells.

- ``gh pr list --state merged --json FIELDS``, with the ``FIELDS`` below
- ``glab api projects/:id/merge_requests?state=merged``, and with each request, below ``approvals``, ``versions`` and
  ``notes``, what the interface answers to these
- Gitea's and Forgejo's ``/repos/OWNER/NAME/pulls?state=closed``, and their reviews in the same or another file
- Gerrit's ``/changes/?q=status:merged`` with the options below, with or without the line before its JSON
- ``archive.json``, in which https://github.com/MikeBishop/archive-repo keeps issues and pull requests of GitHub, as
  working groups of the IETF do beside their drafts

A file may hold several answers one after the other, as ``--paginate`` writes them.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from trailbook.forges import gitea, github, gitlab
from trailbook.forges.addresses import ForgeProject
from trailbook.forges.answers import UnreadableError, account, entries, request, review
from trailbook.forges.listing import Found
from trailbook.text.errors import InputError
from trailbook.text.json_text import at
from trailbook.text.unseen import printable
from trailbook.trail.requests.statement import Account, ForgeKind, Request, RequestReview

FIELDS = "number,title,body,author,mergedBy,mergedAt,mergeCommit,headRefOid,baseRefName,reviews,commits,updatedAt,url"
"""What of each request GitHub's command line has to give."""
GERRIT_OPTIONS = "o=DETAILED_LABELS&o=DETAILED_ACCOUNTS&o=ALL_REVISIONS&o=ALL_COMMITS&o=MESSAGES"
"""What Gerrit has to give of each change."""
LARGEST = 500_000_000
"""How many bytes a file may have."""
_GERRIT = ")]}'"
"""What Gerrit puts before its JSON, so that no browser takes it for a program
(https://gerrit-review.googlesource.com/Documentation/rest-api.html, section *Output Format*)."""
_SHORT = 7
"""How many digits of a commit's id git and GitHub show at least where they abbreviate it."""
_WEB = re.compile(r"/(?P<project>.+?)(?:/-)?/(?:pull|pulls|merge_requests)/(?P<number>\d+)")


_Reviews = Mapping[str, list[Any]]
"""The reviews of Gitea by the addresses of their requests."""


class ExportError(InputError):
    """A file that holds no requests, as far as Trailbook knows. The message says what it is and what is read."""


@dataclass(frozen=True)
class ForgeExport:
    """The requests of a file, one after the other, and what each tool's requests are called."""

    source: str
    found: Callable[[], Iterator[Found | UnreadableError]]


def read_exports(paths: Sequence[Path], place: ForgeProject | None) -> Iterator[ForgeExport]:
    """The requests of some files. ``place`` is where a file is from that does not say so itself, as Gerrit's.

    Raises ``ExportError`` for a file in which there are none.
    """
    read = [(path, *_values(path)) for path in paths]
    reviews: dict[str, list[Any]] = {}
    for _, values, _ in read:
        for value in filter(_is_review, values):
            reviews.setdefault(str(value["pull_request_url"]), []).append(value)
    for path, values, raw in read:
        requests = [value for value in values if not _is_review(value)]
        if not requests and not values:
            raise ExportError(printable(f"{path}: it has no pull or merge request; {_EXPECTED}"))
        for value in requests:
            if not _kind(value):
                raise ExportError(printable(f"{path}: {_described(value)} is not a request; {_EXPECTED}"))
        yield ForgeExport(printable(path.name)[:200], _reader(requests, reviews, raw, place))


def _reader(
    requests: Sequence[Any], reviews: _Reviews, raw: str, place: ForgeProject | None
) -> Callable[[], Iterator[Found | UnreadableError]]:
    def found() -> Iterator[Found | UnreadableError]:
        for value in requests:
            kind = _kind(value)
            if kind is None or not _is_merged(value, kind):
                continue
            try:
                yield Found(_READERS[kind](value, reviews, place), raw)
            except UnreadableError as error:
                yield error

    return found


_EXPECTED = (
    f"expected: what 'gh pr list --state merged --limit 10000 --json {FIELDS}' writes, or merge requests of GitLab, "
    f"pull requests of Gitea, changes of Gerrit with {GERRIT_OPTIONS}, or an archive.json of archive-repo"
)


def _values(path: Path) -> tuple[list[Any], str]:
    """The values that a file holds, lists taken apart, and the SHA-256 of its bytes. Raises ``ExportError``."""
    try:
        if path.stat().st_size > LARGEST:
            raise ExportError(printable(f"{path}: more than {LARGEST:,} bytes; split it"))
        data = path.read_bytes()
    except OSError as error:
        raise ExportError(printable(f"{path} can't be read: {error.strerror}")) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExportError(printable(f"{path}: not UTF-8; {_EXPECTED}")) from None
    decoder, values, place = json.JSONDecoder(), [], 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        if text.startswith(_GERRIT, place):
            place += len(_GERRIT)
            continue
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            line = text.count("\n", 0, place) + 1
            what = "HTML" if text[place] == "<" else "not JSON"
            raise ExportError(printable(f"{path}, line {line}: {what}; {_EXPECTED}")) from None
        values += _taken_apart(value)
    return values, sha256(data).hexdigest()


def _taken_apart(value: Any) -> list[Any]:
    """The requests in an answer: those of a list, of a page of GraphQL, of an archive, or the one that it is."""
    if isinstance(value, list):
        return [part for one in value for part in (one if isinstance(one, list) else _taken_apart(one))]
    if isinstance(at(value, "repo"), str) and isinstance(pulls := at(value, "pulls"), list):
        return pulls
    nodes = at(value, "data", "repository", "pullRequests", "nodes")
    return nodes if isinstance(nodes, list) else [value]


def _kind(value: Any) -> ForgeKind | None:
    """Whose request a value is, by what it states; None if it is none."""
    if not isinstance(value, dict):
        return None
    if {"number", "mergedAt", "mergeCommit", "url"} <= value.keys():
        return "github"
    if {"iid", "merge_commit_sha", "target_branch", "web_url"} <= value.keys():
        return "gitlab"
    if {"number", "merged", "merge_commit_sha", "html_url", "base"} <= value.keys():
        return "gitea"
    if {"_number", "change_id", "project", "status"} <= value.keys():
        return "gerrit"
    return None


def _is_review(value: Any) -> bool:
    """Whether a value is a review of Gitea, which names its request."""
    return isinstance(value, dict) and {"pull_request_url", "state", "submitted_at"} <= value.keys()


def _is_merged(value: Any, kind: ForgeKind) -> bool:
    if kind == "github":
        return bool(value["mergedAt"])
    if kind == "gerrit":
        return bool(value["status"] == "MERGED")
    return bool(value["merged"] if kind == "gitea" else at(value, "merged_at"))


def _described(value: Any) -> str:
    """What a value is, by the names of its parts."""
    if not isinstance(value, dict):
        return f"a value that is {'a text' if isinstance(value, str) else 'no object'}"
    return f"an object with {', '.join(repr(name[:30]) for name in list(value)[:6]) or 'nothing in it'}"


def _place(kind: Literal["github", "gitlab", "gitea"], address: Any) -> ForgeProject:
    """The project that the address of a request names. Raises ``UnreadableError``."""
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
    except ValueError:
        raise UnreadableError("its address is none of a request") from None
    found = _WEB.fullmatch(parts.path)
    if not found or parts.scheme not in ("http", "https"):
        raise UnreadableError("its address is none of a request")
    return ForgeProject(kind, parts.netloc.rpartition("@")[2].lower(), found["project"], parts.scheme)


def _from_github(value: dict[str, Any], _reviews: _Reviews, _stated: ForgeProject | None) -> Request:
    """A request of GitHub's command line or of an archive, in which lists are what nodes of GraphQL are elsewhere."""
    node = _unarchived(value)
    for part in ("reviews", "commits"):
        if isinstance(listed := node.get(part), list):
            node[part] = {"nodes": listed}
    if isinstance(listed := value.get("commits"), list):
        node["commits"] = {"nodes": [{"commit": _github_commit(one)} for one in listed if isinstance(one, dict)]}
    if isinstance(comments := value.get("comments"), list):
        node["totalCommentsCount"] = len(comments)
    for part in ("author", "mergedBy"):
        if at(value, part, "is_bot") is True:
            login = str(at(value, part, "login") or "")
            node[part] = {"__typename": "Bot", "login": login.removeprefix("app/")}
    return github.request_of(node, _place("github", value["url"]), tells_edits="lastEditedAt" in value)


def _unarchived(value: dict[str, Any]) -> dict[str, Any]:
    """A request of an archive as GitHub's command line states it; any other is as it was.

    An archive has accounts as names alone, and of the commit that a review is of the first digits, which say whether
    that is the last one of the request.
    """
    head = str(at(value, "headRefOid"))

    def named(stated: dict[str, Any]) -> dict[str, Any]:
        accounts = {part: {"login": who} for part in ("author", "mergedBy") if isinstance(who := stated.get(part), str)}
        return {**stated, **accounts}

    def reviewed(stated: Any) -> Any:
        short = at(stated, "commit", "abbreviatedOid")
        if not isinstance(short, str):
            return stated
        commit = {"oid": head} if len(short) >= _SHORT and head.startswith(short) else {"abbreviatedOid": short}
        return {**named(stated), "submittedAt": at(stated, "createdAt"), "commit": commit}

    if isinstance(listed := value.get("reviews"), list):
        value = {**value, "reviews": [reviewed(one) for one in listed]}
    return named(value)


def _github_commit(stated: dict[str, Any]) -> dict[str, Any]:
    """A commit of GitHub's command line as a node of GraphQL, which has the accounts of its authors one deeper."""
    authors = [{"user": {"login": at(who, "login")}} for who in entries(stated, "authors")]
    return {**stated, "authors": {"nodes": authors}}


def _from_gitlab(value: dict[str, Any], _reviews: _Reviews, _stated: ForgeProject | None) -> Request:
    return gitlab.request_of(value, _place("gitlab", value["web_url"]))


def _from_gitea(value: dict[str, Any], reviews: _Reviews, _stated: ForgeProject | None) -> Request:
    place = _place("gitea", value["html_url"])
    return gitea.request_of({"reviews": reviews.get(value["html_url"], []), **value}, place)


def _from_gerrit(value: dict[str, Any], _reviews: _Reviews, stated: ForgeProject | None) -> Request:
    """A change of Gerrit: each patch set is a commit, and the last one landed. Its description is its message."""
    if stated is None:
        raise UnreadableError("a change does not say where it is from; add the remote 'origin' of this repository")
    number, project = value["_number"], value["project"]
    landed = at(value, "current_revision")
    if not isinstance(landed, str) or not isinstance(project, str):
        raise UnreadableError("its patch sets are not given; ask Gerrit for ALL_REVISIONS")
    title, _, message = str(at(value, "revisions", landed, "commit", "message") or "").partition("\n")
    return request(
        replace(stated, project=project),
        "gerrit",
        f"{stated.scheme}://{stated.host}/c/{project}/+/{number}",
        at(value, "subject") or title,
        message.strip(),
        number=number,
        tells_edits=False,
        author=_gerrit_account(at(value, "owner")),
        merged_by=_gerrit_account(at(value, "submitter")) if at(value, "submitter") else None,
        merged=_gerrit_moment(at(value, "submitted")),
        landed=landed,
        target=at(value, "branch"),
        head=landed,
        reviews=tuple(_votes(value, landed)),
        comments=at(value, "total_comment_count") or 0,
        updated=_gerrit_moment(at(value, "updated")),
    )


def _gerrit_account(who: Any) -> Account:
    """An account by its name for signing in, its address or its number, whichever Gerrit gives first."""
    name = at(who, "username") or at(who, "email") or at(who, "name")
    return account(name or str(at(who, "_account_id") or ""), robot="SERVICE_USER" in entries(who, "tags"))


def _gerrit_moment(stated: Any) -> Any:
    """A time of Gerrit, which is always UTC and has nanoseconds."""
    return f"{stated[:19].replace(' ', 'T')}Z" if isinstance(stated, str) else stated


_VOTE = re.compile(r"^Patch Set \d+: .*\bCode-Review\+2\b")
_UNCHANGED = ("TRIVIAL_REBASE", "TRIVIAL_REBASE_WITH_MESSAGE_UPDATE", "NO_CODE_CHANGE", "NO_CHANGE")
"""Kinds of patch sets that change no code of the one before, by Gerrit's own word (ChangeKind in its source)."""


def _votes(value: dict[str, Any], landed: str) -> Iterator[RequestReview]:
    """The votes of Code-Review that are in force: +2 approves, -2 and -1 ask for changes.

    The patch set that somebody voted on is in the messages. One that changed no code until the last one is as good as
    that: Gerrit makes such itself when it submits.
    """
    revisions = at(value, "revisions")
    by_number = {
        number: (id, at(one, "kind"))
        for id, one in (revisions.items() if isinstance(revisions, dict) else ())
        if isinstance(number := at(one, "_number"), int)
    }
    last = next((number for number, (id, _) in by_number.items() if id == landed), 0)
    same, number = {last}, last
    while by_number.get(number, ("", ""))[1] in _UNCHANGED:
        number -= 1
        same.add(number)
    voted = {
        _gerrit_account(at(one, "author")).name: at(one, "_revision_number")
        for one in entries(value, "messages")
        if _VOTE.match(str(at(one, "message") or ""))
    }
    for vote in entries(value, "labels", "Code-Review", "all"):
        points, who = at(vote, "value"), _gerrit_account(vote)
        seen = number if isinstance(number := voted.get(who.name), int) else last
        commit = landed if seen in same else by_number.get(seen, ("", ""))[0]
        moment = _gerrit_moment(at(vote, "date"))
        if points == 2:
            yield review(who, "approved", moment, commit)
        elif isinstance(points, int) and points < 0:
            yield review(who, "changes-requested", moment, commit)


_READERS: dict[ForgeKind, Callable[[dict[str, Any], _Reviews, ForgeProject | None], Request]] = {
    "github": _from_github,
    "gitlab": _from_gitlab,
    "gitea": _from_gitea,
    "gerrit": _from_gerrit,
}
