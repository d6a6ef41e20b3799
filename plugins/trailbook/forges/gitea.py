"""Merged pull requests of Gitea and Forgejo, by their REST interface, version 1 (``/api/swagger`` of each instance)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote

from trailbook.forges.addresses import ForgeProject
from trailbook.forges.answers import UnreadableError, account, distinct, request, review
from trailbook.forges.answers import commits as listed_commits
from trailbook.forges.http import Client, ForgeError, Response
from trailbook.forges.listing import Found, Page, entries_of, listed_in, pages_of, sha256_of
from trailbook.text.json_text import at
from trailbook.trail.requests.statement import Account, Request, RequestCommit, RequestReview, ReviewState

SOURCE = "Gitea REST v1"
_PAGE = 50
"""The most that an instance gives at once, unless it is set up otherwise."""
_GHOST = "ghost"
"""Whom Gitea gives what accounts wrote that were deleted."""
_STATES: dict[str, ReviewState] = {
    "APPROVED": "approved",
    "REQUEST_CHANGES": "changes-requested",
    "COMMENT": "commented",
}
"""What counts as a review. Others are not given yet, or only asked for."""


@dataclass
class Gitea:
    """The merged pull requests of a repository."""

    client: Client
    stated: ForgeProject
    size: int = _PAGE
    source: str = SOURCE

    @cached_property
    def place(self) -> ForgeProject:
        """The repository as Gitea writes its name. Raises ``ForgeError``."""
        name = at(self.client.get(self._repository).json(), "full_name")
        if not isinstance(name, str):
            raise ForgeError(f"{self.client.host} answered with no repository; is it a Gitea or a Forgejo?")
        return replace(self.stated, project=name)

    @property
    def _repository(self) -> str:
        return f"/repos/{quote(self.stated.project)}"

    def pages(self, after: str = "") -> Iterator[Page]:
        """All merged pull requests, the one that changed last first. ``after`` is the number of the page before."""
        query: dict[str, str | int] = {"state": "closed", "sort": "recentupdate", "limit": self.size}
        for answer, values, page in pages_of(self.client, f"{self._repository}/pulls", after, **query):
            merged = [value for value in values if at(value, "merged") is not False]
            read = partial(self._found, answer)
            listed, left_out = listed_in(merged, "number", "#{}: Gitea gave only a part of it", read)
            yield Page(listed, page, None, left_out)

    def _found(self, answer: Response, value: dict[str, Any]) -> Found:
        path = f"{self._repository}/pulls/{at(value, 'number')}"
        answers = [answer]
        parts = {
            part: entries_of(self.client, f"{path}/{part}", answers, limit=self.size) for part in ("reviews", "commits")
        }
        return Found(request_of({**value, **parts}, self.place), sha256_of(*answers))


def request_of(value: dict[str, Any], place: ForgeProject) -> Request:
    """The pull request in an answer, with its reviews and commits below these names where they are known.

    Raises ``UnreadableError``.
    """
    number = at(value, "number")
    if not (landed := at(value, "merge_commit_sha")):
        raise UnreadableError("it has no commit with which it was merged")
    reviews, commits = at(value, "reviews"), at(value, "commits")
    return request(
        place,
        "gitea",
        f"{place.web}/pulls/{number}",
        at(value, "title"),
        at(value, "body"),
        number=number,
        tells_edits=False,
        author=_account(at(value, "user")),
        writers=distinct(_account(at(one, "author")) for one in commits) if isinstance(commits, list) else (),
        merged_by=_account(at(value, "merged_by")) if at(value, "merged_by") else None,
        merged=at(value, "merged_at"),
        landed=landed,
        target=at(value, "base", "ref"),
        head=at(value, "head", "sha") or None,
        commits=_commits(commits, at(value, "head", "sha")) if isinstance(commits, list) else (),
        reviews=tuple(_reviews(reviews if isinstance(reviews, list) else ())),
        comments=sum(one for part in ("comments", "review_comments") if isinstance(one := at(value, part), int)),
        updated=at(value, "updated_at"),
    )


def _commits(values: list[Any], head: Any) -> tuple[RequestCommit, ...]:
    stated = ((at(one, "sha"), at(one, "commit", "message"), at(one, "commit", "author", "date")) for one in values)
    return listed_commits(stated, head)


def _account(user: Any) -> Account:
    return account(at(user, "login") or at(user, "username"), deleted=_GHOST)


def _reviews(values: Sequence[Any]) -> Iterator[RequestReview]:
    for value in values:
        if not (state := _STATES.get(str(at(value, "state")))) or at(value, "user") is None:
            continue
        commit = at(value, "commit_id")
        outside = state == "approved" and at(value, "official") is False
        if state != "commented" and (at(value, "dismissed") or (at(value, "stale") and not commit)):
            state = "dismissed"  # or of an earlier text that is not named
        found = review(_account(at(value, "user")), state, at(value, "submitted_at"), commit)
        yield found.model_copy(update={"outside": outside})
