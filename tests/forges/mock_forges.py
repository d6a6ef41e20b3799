"""Forges on this machine that answer as the published schemas of their interfaces say, and fail as they are told."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

import jsonschema
from graphql import GraphQLSchema, build_schema, graphql_sync

SCHEMAS = Path(__file__).parent / "schemas"
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
PROJECT = "org/kb"


def moment(hours: float) -> str:
    """A time so many hours after the beginning."""
    return (START + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Said:
    """A review: who, what, when, of which commit; and whether the account could write."""

    who: str | None
    state: str
    at: str
    commit: str | None
    inside: bool = True


@dataclass(frozen=True)
class Merged:
    """A merged request of a forge, in words that each forge has its own for."""

    number: int
    landed: str | None
    updated: str
    title: str = "Lower the limit"
    body: str = "Exports of ten thousand rows were used to copy the whole donor base."
    author: str | None = "ada"
    merged_by: str | None = "cy"
    head: str = "f" * 40
    target: str = "main"
    edited: str | None = None
    writers: Sequence[str | None] = ("ada",)
    commits: Sequence[tuple[str, str, str]] = ()
    """Id, message and time of each, oldest first; without any, each writer has one that says nothing."""
    reviews: Sequence[Said] = ()
    comments: int = 0
    merged: str = field(default=moment(0.5))


@dataclass
class Opened:
    """An issue of a forge."""

    number: int
    title: str
    text: str
    author: str
    is_open: bool = True
    is_request: bool = False
    confidential: bool = False


BRANCHES = (
    "/api/v3/repos/org/kb/branches/trailbook-evidence",
    "/api/v4/projects/org%2Fkb/repository/branches/trailbook-evidence",
    "/api/v1/repos/org/kb/branches/trailbook-evidence",
)
"""Where each forge says whether a project has a branch."""


Failure = Literal["closed", "half", "html"] | tuple[int, dict[str, str], bytes]


@dataclass
class MockForge:
    """A forge with some requests. ``fails`` says of each request to it, by its number, how it fails; None if not."""

    kind: Literal["github", "gitlab", "gitea"]
    merged: list[Merged]
    fails: Callable[[int], Failure | None] = lambda _: None
    asked: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    headers: dict[str, str] = field(default_factory=dict)
    base: str = ""
    issues: list[Opened] = field(default_factory=list)
    account: str | None = "reminder"
    """Whose token is used; None if that may not be asked."""
    keeps: bool = False
    """Whether the project has the branch of evidence already."""

    @property
    def host(self) -> str:
        return urlsplit(self.base).netloc

    @property
    def newest_first(self) -> list[Merged]:
        return sorted(self.merged, key=lambda one: (one.updated, one.number), reverse=True)

    def change(self, number: int, **stated: Any) -> None:
        """Change a request, as somebody would on the forge."""
        self.merged = [replace(one, **stated) if one.number == number else one for one in self.merged]

    def answer(self, path: str, query: dict[str, list[str]], body: Any) -> tuple[Any, dict[str, str]]:
        """The value and headers for a request."""
        if self.kind == "github":
            assert path == "/api/graphql"
            return self._graphql(body), {}
        return (self._gitlab if self.kind == "gitlab" else self._gitea)(unquote(path), query)

    def issue_answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> Any:
        """The value for a request about issues or about the account, with headers; a status if it is refused."""
        tops = {"github": "/api/v3/repos", "gitlab": "/api/v4/projects", "gitea": "/api/v1/repos"}
        top = f"{tops[self.kind]}/{PROJECT}/issues"
        if path.endswith("/user"):
            return ({"login": self.account}, {}) if self.account else 403
        if method == "GET":
            found = [one for one in self.issues if one.is_open]
            if self.kind == "gitlab":
                assert query["scope"] == ["created_by_me"]
                found = [one for one in found if one.author == self.account]
            if self.kind == "gitea":
                found = [one for one in found if not one.is_request]
            values, headers = rest_page(
                [self._issue(one) for one in found[::-1]], query, "per_page" if "per_page" in query else "limit"
            )
            return values, headers
        assert path == top if method == "POST" else path.startswith(f"{top}/")
        valid(self.kind, "new_issue" if method == "POST" else "changed_issue", body)
        assert method in ("POST", "PUT" if self.kind == "gitlab" else "PATCH")
        if method == "POST":
            self.issues.append(Opened(len(self.issues) + 1, "", "", self.account or "github-actions[bot]"))
        one = self.issues[-1] if method == "POST" else self.issues[int(path.rpartition("/")[2]) - 1]
        one.title, one.text = body["title"], body["description" if self.kind == "gitlab" else "body"]
        one.confidential = body.get("confidential", one.confidential)
        one.is_open = body.get("state", body.get("state_event")) not in ("closed", "close")
        return self._issue(one), {}

    def _issue(self, one: Opened) -> Any:
        state, address = ("opened" if one.is_open else "closed"), f"{self.base}/{PROJECT}/issues/{one.number}"
        if self.kind == "gitlab":
            names = {"iid": one.number, "description": one.text, "web_url": address, "author": user(one.author)}
            return valid(
                "gitlab", "issue", {"title": one.title, "state": state, "confidential": one.confidential, **names}
            )
        value = {"number": one.number, "title": one.title, "body": one.text, "html_url": address}
        request: dict[str, Any]
        request = {"pull_request": {}} if one.is_request else {"pull_request": None} if self.kind == "gitea" else {}
        state = state.removesuffix("ed") if one.is_open else state
        return valid(self.kind, "issue", {**value, "state": state, "user": {"login": one.author}, **request})

    def _graphql(self, body: dict[str, Any]) -> Any:
        root = {"repository": self._repository, "node": self._node}
        found = graphql_sync(github_schema(), body["query"], root, variable_values=body["variables"])
        value: dict[str, Any] = {**found.formatted}
        for error in value.get("errors", []):
            error.setdefault("extensions", {"code": "undefinedField"})
        if value.get("data") and "repository" in value["data"] and value["data"]["repository"] is None:
            value["errors"] = [{"type": "NOT_FOUND", "path": ["repository"], "message": "Could not resolve"}]
        return value

    def _repository(self, _info: Any, owner: str, name: str) -> Any:
        if f"{owner}/{name}".lower() != PROJECT:
            return None

        def requests(_info: Any, first: int, after: str | None = None, **_: Any) -> Any:
            page = connection(self.newest_first, first, after)
            return {**page, "nodes": [self._pull_request(one) for one in page["nodes"]]}

        return {"nameWithOwner": PROJECT, "pullRequests": requests}

    def _node(self, _info: Any, id: str) -> Any:
        return self._pull_request(next(one for one in self.merged if f"PR_{one.number}" == id))

    def _pull_request(self, one: Merged) -> Any:
        reviews = [
            {
                "state": said.state,
                "submittedAt": said.at,
                "author": actor(said.who),
                "authorCanPushToRepository": said.inside,
                "commit": said.commit and {"oid": said.commit},
            }
            for said in one.reviews
        ]
        stated = one.commits or [("0" * 40, "", moment(0))] * len(one.writers)
        commits = [
            {
                "commit": {
                    "oid": id,
                    "messageHeadline": message.partition("\n")[0],
                    "authoredDate": when,
                    "author": {"user": who and {"login": who}},
                }
            }
            for who, (id, message, when) in zip([*one.writers, *[one.author] * len(stated)], stated, strict=False)
        ]
        return {
            "__typename": "PullRequest",
            "id": f"PR_{one.number}",
            "number": one.number,
            "title": one.title,
            "body": one.body,
            "lastEditedAt": one.edited,
            "updatedAt": one.updated,
            "mergedAt": one.merged,
            "baseRefName": one.target,
            "headRefOid": one.head,
            "totalCommentsCount": one.comments,
            "author": actor(one.author),
            "mergedBy": actor(one.merged_by),
            "mergeCommit": one.landed and {"oid": one.landed},
            "reviews": lambda _info, first, after=None: connection(reviews, first, after),
            "commits": lambda _info, first, after=None: connection(commits, first, after),
        }

    def _gitlab(self, path: str, query: dict[str, list[str]]) -> tuple[Any, dict[str, str]]:
        top = f"/api/v4/projects/{PROJECT}"
        if path == top:
            return {"id": 7, "path_with_namespace": PROJECT}, {}
        if path == f"{top}/merge_requests":
            assert query["state"] == ["merged"]
            assert (query["order_by"], query["sort"]) == (["updated_at"], ["desc"])
            values, headers = rest_page([self._merge_request(one) for one in self.newest_first], query, "per_page")
            return valid("gitlab", "merge_requests", values), {**headers, "X-Total": str(len(self.merged))}
        asked = re.fullmatch(rf"{re.escape(top)}/merge_requests/(\d+)/(\w+)", path)
        assert asked is not None
        number, part = asked.groups()
        one = next(one for one in self.merged if one.number == int(number))
        if part == "approvals":
            last = {said.who: said for said in one.reviews if said.state in ("APPROVED", "DISMISSED")}
            by = [
                {"user": user(said.who), "approved_at": said.at} for said in last.values() if said.state == "APPROVED"
            ]
            return valid("gitlab", part, {"approved": bool(by), "approved_by": by}), {}
        if part == "versions":
            heads = dict.fromkeys([*(said.commit for said in one.reviews if said.commit), one.head])
            values = [
                {"id": place, "head_commit_sha": id, "created_at": pushed(one, id), "merge_request_id": one.number}
                for place, id in enumerate(heads)
            ]
            return rest_page(valid("gitlab", part, values[::-1]), query, "per_page")
        if part == "commits":
            listed = [{"id": id, "title": message, "authored_date": when} for id, message, when in one.commits]
            return rest_page(valid("gitlab", part, listed[::-1]), query, "per_page")
        notes = [self._note(one, said.who, _NOTES[said.state], said.at) for said in one.reviews if said.state in _NOTES]
        notes += [self._note(one, one.author, "changed the description", one.edited)] if one.edited else []
        return rest_page(valid("gitlab", part, sorted(notes, key=lambda note: note["created_at"])), query, "per_page")

    def _note(self, one: Merged, who: str | None, body: str, at: str) -> Any:
        return {
            "id": 1,
            "body": body,
            "attachment": None,
            "author": user(who),
            "created_at": at,
            "updated_at": at,
            "system": True,
            "noteable_id": one.number,
            "noteable_type": "MergeRequest",
        }

    def _merge_request(self, one: Merged) -> Any:
        return {
            "id": 1000 + one.number,
            "iid": one.number,
            "project_id": 7,
            "title": one.title,
            "description": one.body,
            "state": "merged",
            "merge_user": user(one.merged_by),
            "merged_at": one.merged,
            "updated_at": one.updated,
            "target_branch": one.target,
            "source_branch": "topic",
            "author": user(one.author),
            "sha": one.head,
            "merge_commit_sha": None if one.commits else one.landed,
            "squash_commit_sha": None,
            "user_notes_count": one.comments,
            "web_url": f"{self.base}/{PROJECT}/-/merge_requests/{one.number}",
        }

    def _gitea(self, path: str, query: dict[str, list[str]]) -> tuple[Any, dict[str, str]]:
        top = f"/api/v1/repos/{PROJECT}"
        if path == top:
            return {"full_name": PROJECT}, {}
        if path == f"{top}/pulls":
            assert (query["state"], query["sort"]) == (["closed"], ["recentupdate"])
            values, headers = rest_page([self._pull(one) for one in self.newest_first], query, "limit")
            return valid("gitea", "pulls", values), headers
        asked = re.fullmatch(rf"{re.escape(top)}/pulls/(\d+)/(\w+)", path)
        assert asked is not None
        number, part = asked.groups()
        one = next(one for one in self.merged if one.number == int(number))
        if part == "commits":
            stated = one.commits or [("0" * 40, "", moment(0))] * len(one.writers)
            commits = [
                {
                    "sha": id,
                    "commit": {"message": message, "author": {"date": when}},
                    "author": who and {"id": 1, "login": who},
                }
                for who, (id, message, when) in zip([*one.writers, *[one.author] * len(stated)], stated, strict=False)
            ][:: -1 if one.commits else 1]
            return rest_page(valid("gitea", part, commits), query, "limit")
        reviews = [
            {
                "id": place,
                "user": {"id": 1, "login": said.who or "Ghost"},
                "state": _GITEA[said.state],
                "commit_id": said.commit or "",
                "dismissed": said.state == "DISMISSED",
                "official": said.inside,
                "stale": said.commit != one.head,
                "pull_request_url": f"{self.base}/{PROJECT}/pulls/{one.number}",
                "submitted_at": said.at,
            }
            for place, said in enumerate(one.reviews)
        ]
        return rest_page(valid("gitea", part, reviews), query, "limit")

    def _pull(self, one: Merged) -> Any:
        return {
            "number": one.number,
            "title": one.title,
            "body": one.body,
            "state": "closed",
            "user": {"id": 1, "login": one.author or "Ghost"},
            "html_url": f"{self.base}/{PROJECT}/pulls/{one.number}",
            "merged": one.landed is not None,
            **({"merged_at": one.merged, "merge_commit_sha": one.landed} if one.landed else {}),
            **({"merged_by": {"id": 2, "login": one.merged_by}} if one.merged_by else {}),
            "updated_at": one.updated,
            "comments": one.comments,
            "base": {"label": one.target, "ref": one.target, "sha": "0" * 40},
            "head": {"label": "topic", "ref": "topic", "sha": one.head},
        }


_NOTES = {
    "APPROVED": "approved this merge request",
    "DISMISSED": "unapproved this merge request",
    "CHANGES_REQUESTED": "requested changes",
}
_GITEA = {
    "APPROVED": "APPROVED",
    "DISMISSED": "APPROVED",
    "CHANGES_REQUESTED": "REQUEST_CHANGES",
    "COMMENTED": "COMMENT",
    "PENDING": "PENDING",
}


def pushed(one: Merged, commit: str) -> str:
    """When a version was pushed: a second before the first review of it, or before the merge."""
    times = [said.at for said in one.reviews if said.commit == commit]
    first = datetime.fromisoformat(min(times, default=one.merged)) - timedelta(seconds=1)
    return first.isoformat().replace("+00:00", "Z")


def actor(login: str | None) -> Any:
    robot = str(login).endswith("[bot]")
    return login and {"__typename": "Bot" if robot else "User", "login": login.removesuffix("[bot]")}


def user(name: str | None) -> Any:
    name = name or "ghost"
    return {"id": 1, "username": name, "name": name, "state": "active", "avatar_url": "", "web_url": ""}


def connection(values: Sequence[Any], first: int, after: str | None) -> Any:
    """A part of a list as Relay's connections have it."""
    start = int(after.removeprefix("at:")) if after else 0
    more = start + first < len(values)
    page = {"hasNextPage": more, "endCursor": f"at:{start + first}" if more else None}
    return {"totalCount": len(values), "pageInfo": page, "nodes": list(values[start : start + first])}


def rest_page(values: list[Any], query: dict[str, list[str]], size: str) -> tuple[list[Any], dict[str, str]]:
    """A part of a list, and the header that says whether there is more."""
    page, most = int(query["page"][0]), int(query[size][0])
    more = page * most < len(values)
    headers = {"X-Next-Page": str(page + 1) if more else ""} if size == "per_page" else {}
    if size == "limit":
        headers = {"Link": '<http://x/?page=9>; rel="next"' if more else '<http://x/?page=1>; rel="first"'}
    return values[(page - 1) * most : page * most], headers


@cache
def github_schema() -> GraphQLSchema:
    return build_schema((SCHEMAS / "github.graphql").read_text(encoding="utf-8"))


@cache
def _validator(forge: str, name: str) -> jsonschema.Draft202012Validator:
    definitions = json.loads((SCHEMAS / f"{forge}.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator({**definitions, "$ref": f"#/$defs/{name}"})


def valid(forge: str, name: str, value: Any) -> Any:
    """A value, if it is as the published schema of a forge says."""
    _validator(forge, name).validate(value)
    return value


@contextmanager
def serving(forge: MockForge) -> Iterator[MockForge]:
    """The forge on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # headers and body in one packet, or each answer waits for an acknowledgement

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            self.handle_any()

        do_POST = do_PATCH = do_PUT = do_GET  # noqa: N815 - the names that http.server looks for

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            forge.asked.append(f"{self.command} {self.path}")
            forge.tokens.add(self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or "")
            failure = forge.fails(len(forge.asked))
            if failure == "closed":
                self.close_connection = True
                return
            if failure == "html":
                self.send(200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><title>Sign in</title>")
                return
            if isinstance(failure, tuple):
                self.send(*failure)
                return
            parts, sent = urlsplit(self.path), json.loads(body) if body else None
            if parts.path.endswith("/branches/trailbook-evidence"):
                assert parts.path in BRANCHES
                self.send(200 if forge.keeps else 404, {}, b'{"name": "trailbook-evidence"}')
                return
            if parts.path.endswith("/user") or "/issues" in parts.path:
                found = forge.issue_answer(self.command, unquote(parts.path), parse_qs(parts.query), sent)
                if isinstance(found, int):
                    self.send(found, {}, b"{}")
                    return
                value, headers = found
            else:
                value, headers = forge.answer(parts.path, parse_qs(parts.query), sent)
            data = json.dumps(value).encode()
            self.send(200, {**headers, **forge.headers}, data, len(data) // 2 if failure == "half" else len(data))

        def send(self, status: int, headers: dict[str, str], data: bytes, sent: int | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data[:sent])
            self.wfile.flush()
            if sent is not None and sent < len(data):
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    forge.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
