"""Merged pull requests of GitHub, by its GraphQL interface (https://docs.github.com/en/graphql).

One query brings many requests with their reviews, where the REST interface needs several for each. What has more
reviews or commits than a page takes is asked for once more, as often as it needs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, NamedTuple

from trailbook.forges.addresses import ForgeProject
from trailbook.forges.answers import UnreadableError, account, commits, distinct, entries, request, review
from trailbook.forges.http import ATTEMPTS, MOST_WAITS, NOT_SHOWN, Client, ForgeError, Response, UnavailableError
from trailbook.forges.listing import Found, Listed, Page, StalePlaceError, moment_of, sha256_of
from trailbook.text.json_text import at
from trailbook.trail.requests.statement import Account, Request, RequestReview, ReviewState

SOURCE = "GitHub GraphQL"
_PAGE = 50
_NESTED = 50
"""How many requests, and reviews and commits of one, are asked for at once: far below what times out."""
_FEW_ATTEMPTS = 3
"""How often a page is asked for before a smaller one is: GitHub ends queries that take too long."""

_ACCOUNT = "fragment account on Actor { __typename login }"
_PARTS = {
    "reviews": f"""
fragment reviews on PullRequestReviewConnection {{
  pageInfo {{ hasNextPage endCursor }}
  nodes {{ state submittedAt authorCanPushToRepository author {{ ...account }} commit {{ oid }} }}
}}
{_ACCOUNT}""",
    "commits": """
fragment commits on PullRequestCommitConnection {
  pageInfo { hasNextPage endCursor }
  nodes { commit { oid messageHeadline authoredDate author { user { login } } } }
}""",
}
"""What may have more pages than the first; a query has to use every fragment that comes with it."""
LIST = f"""
query Merged($owner: String!, $name: String!, $first: Int!, $nested: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    nameWithOwner
    pullRequests(states: MERGED, first: $first, after: $after, orderBy: {{field: UPDATED_AT, direction: DESC}}) {{
      totalCount
      pageInfo {{ hasNextPage endCursor }}
      nodes {{
        id number title body lastEditedAt updatedAt mergedAt baseRefName headRefOid totalCommentsCount
        author {{ ...account }}
        mergedBy {{ ...account }}
        mergeCommit {{ oid }}
        reviews(first: $nested) {{ ...reviews }}
        commits(first: $nested) {{ ...commits }}
      }}
    }}
  }}
}}
{_PARTS["reviews"]}{_PARTS["commits"]}"""
MORE = {
    part: f"""
query More($id: ID!, $nested: Int!, $after: String!) {{
  node(id: $id) {{ ... on PullRequest {{ {part}(first: $nested, after: $after) {{ ...{part} }} }} }}
}}
{fragments}"""
    for part, fragments in _PARTS.items()
}
NAME = "query Name($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { nameWithOwner } }"

_STATES: dict[str, ReviewState] = {
    "APPROVED": "approved",
    "CHANGES_REQUESTED": "changes-requested",
    "COMMENTED": "commented",
    "DISMISSED": "dismissed",
}
"""What counts as a review. One that is pending was not given yet."""


class _Data(NamedTuple):
    """An answer with its data, and the paths of what could not be given."""

    answer: Response
    data: Any
    faults: list[list[Any]]


@dataclass
class GitHub:
    """The merged pull requests of a repository."""

    client: Client
    stated: ForgeProject
    size: int = _PAGE
    source: str = SOURCE

    @cached_property
    def place(self) -> ForgeProject:
        """The repository as GitHub writes its name, whatever it was called before. Raises ``ForgeError``."""
        _, data, _ = self._ask(NAME, self._names)
        name = at(data, "repository", "nameWithOwner")
        if not isinstance(name, str):
            raise ForgeError(f"{self.client.host} {NOT_SHOWN}")
        return replace(self.stated, project=name)

    @property
    def _names(self) -> dict[str, Any]:
        owner, _, name = self.stated.project.partition("/")
        return {"owner": owner, "name": name}

    def pages(self, after: str = "") -> Iterator[Page]:
        """All merged pull requests, the one that changed last first. Raises ``ForgeError``."""
        while True:
            answer, data, faults = self._page(after)
            found = at(data, "repository", "pullRequests")
            if not isinstance(found, dict):
                raise ForgeError(f"{self.client.host} answered with no pull requests")
            nodes = entries(found, "nodes")
            broken = {path[3] for path in faults if path[:3] == ["repository", "pullRequests", "nodes"] and path[3:]}
            listed, left_out = [], []
            for index, node in enumerate(nodes):
                moment, number = moment_of(at(node, "updatedAt")), at(node, "number")
                if index in broken or moment is None or not isinstance(number, int):
                    left_out.append(f"#{number or '?'}: GitHub gave only a part of it")
                    continue
                listed.append(Listed(number, moment, partial(self._found, node, answer)))
            more = at(found, "pageInfo", "hasNextPage") is True
            after = str(at(found, "pageInfo", "endCursor") or "") if more else ""
            total = at(found, "totalCount")
            yield Page(listed, after, total if isinstance(total, int) else None, left_out)
            if not after:
                return

    def _page(self, after: str) -> "_Data":
        """One page; a smaller one if GitHub does not manage as many in its time."""
        while True:
            variables = {**self._names, "first": self.size, "nested": _NESTED, "after": after or None}
            try:
                return self._ask(LIST, variables, _FEW_ATTEMPTS if self.size > 1 else ATTEMPTS)
            except UnavailableError:
                if self.size == 1:
                    raise
                self.size = max(1, self.size // 4)

    def _found(self, node: dict[str, Any], answer: Response) -> Found:
        answers = [answer]
        for part, query in MORE.items():
            nodes, page = entries(node, part, "nodes"), at(node, part, "pageInfo")
            while at(page, "hasNextPage") is True and (after := at(page, "endCursor")):
                more, data, faults = self._ask(query, {"id": node["id"], "nested": _NESTED, "after": after})
                if faults or not isinstance(at(data, "node", part), dict):
                    raise UnreadableError(f"GitHub gave only a part of its {part}")
                answers.append(more)
                nodes, page = [*nodes, *entries(data, "node", part, "nodes")], at(data, "node", part, "pageInfo")
            node = {**node, part: {"nodes": nodes}}
        return Found(request_of(node, self.place), sha256_of(*answers))

    def _ask(self, query: str, variables: dict[str, Any], attempts: int = ATTEMPTS) -> "_Data":
        """The answer to a query with its data, and the paths of what could not be given."""
        failed = waited = 0
        while True:
            answer = self.client.post("/graphql", {"query": query, "variables": variables}, attempts)
            value = answer.json()
            faults = entries(value, "errors")
            kinds = {str(at(fault, "type") or "") for fault in faults}
            if "RATE_LIMITED" in kinds and waited < MOST_WAITS:
                waited += 1
                self.client.wait_as_asked(answer)
                continue
            data = at(value, "data")
            if at(data, "repository") is None and at(data, "node") is None:
                failed += 1
                self._refused(kinds, faults)
                if failed >= attempts:
                    raise UnavailableError(f"{self.client.host} could not answer a query, {failed} times")
                self.client.pause(2 ** (failed - 1))
                continue
            return _Data(answer, data, [entries(fault, "path") for fault in faults])

    def _refused(self, kinds: set[str], faults: list[Any]) -> None:
        """Raise what a query is refused with, if it can't be another time."""
        if "NOT_FOUND" in kinds:
            raise ForgeError(f"{self.client.host} {NOT_SHOWN}")
        if kinds & {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
            raise ForgeError(f"{self.client.host} does not let whoever has this token read pull requests")
        if "INVALID_CURSOR_ARGUMENTS" in kinds:
            raise StalePlaceError(f"{self.client.host} no longer knows where the last run ended")
        if any(at(fault, "extensions", "code") for fault in faults):
            raise ForgeError(f"{self.client.host} does not understand the query; is its version an old one?")


def request_of(node: dict[str, Any], place: ForgeProject, *, tells_edits: bool = True) -> Request:
    """The pull request in a node of GraphQL. Raises ``UnreadableError``."""
    number = at(node, "number")
    return request(
        place,
        "github",
        f"{place.web}/pull/{number}",
        at(node, "title"),
        at(node, "body"),
        number=number,
        edited=at(node, "lastEditedAt"),
        tells_edits=tells_edits,
        author=_account(at(node, "author")),
        writers=distinct(
            account(at(author, "user", "login"))
            for commit in entries(node, "commits", "nodes")
            for author in (at(commit, "commit", "author"), *entries(commit, "commit", "authors", "nodes"))
        ),
        merged_by=_account(at(node, "mergedBy")) if at(node, "mergedBy") else None,
        merged=at(node, "mergedAt"),
        landed=_landed(at(node, "mergeCommit", "oid")),
        target=at(node, "baseRefName"),
        head=at(node, "headRefOid"),
        commits=commits(
            (
                (at(one, "commit", "oid"), at(one, "commit", "messageHeadline"), at(one, "commit", "authoredDate"))
                for one in entries(node, "commits", "nodes")
            ),
            at(node, "headRefOid"),
        ),
        reviews=tuple(_reviews(entries(node, "reviews", "nodes"))),
        comments=at(node, "totalCommentsCount") or 0,
        updated=at(node, "updatedAt"),
    )


def _landed(id: Any) -> Any:
    if not id:
        raise UnreadableError("it has no commit with which it was merged")
    return id


def _account(actor: Any) -> Account:
    return account(at(actor, "login"), robot=at(actor, "__typename") == "Bot")


def _reviews(nodes: list[Any]) -> Iterator[RequestReview]:
    for node in nodes:
        if state := _STATES.get(str(at(node, "state"))):
            found = review(_account(at(node, "author")), state, at(node, "submittedAt"), at(node, "commit", "oid"))
            outside = state == "approved" and at(node, "authorCanPushToRepository") is False
            is_earlier = not at(node, "commit", "oid") and bool(at(node, "commit", "abbreviatedOid"))
            yield found.model_copy(update={"outside": outside, "earlier": is_earlier})
