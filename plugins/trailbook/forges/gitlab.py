"""Merged requests of GitLab, by its REST interface, version 4 (https://docs.gitlab.com/api/rest/).

GitLab states when somebody approved and when each version of a request was pushed, but not which version somebody
looked at: that is concluded from the times. Who took an approval back, and when a description was edited, is in its
system notes alone, whose words do not depend on anybody's language.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote

from trailbook.forges.addresses import ForgeProject
from trailbook.forges.answers import UnreadableError, account, commits, entries, request, review
from trailbook.forges.http import Client, ForgeError, RefusedError, Response, number_in
from trailbook.forges.listing import Found, Page, entries_of, listed_in, moment_of, pages_of, sha256_of
from trailbook.text.json_text import at
from trailbook.trail.requests.statement import Account, Request, RequestReview, ReviewState

SOURCE = "GitLab REST v4"
_PAGE = 100
_GHOST = "ghost"
"""Whom GitLab gives what accounts wrote that were deleted."""
_NOTES: Mapping[str, ReviewState] = {
    "approved this merge request": "approved",
    "unapproved this merge request": "dismissed",
    "requested changes": "changes-requested",
}
"""The system notes of reviews (app/services/system_notes/merge_requests_service.rb in GitLab's source)."""
_EDITED = "changed the description"


@dataclass
class GitLab:
    """The merge requests of a project that were merged."""

    client: Client
    stated: ForgeProject
    size: int = _PAGE
    source: str = SOURCE

    @cached_property
    def place(self) -> ForgeProject:
        """The project by its full path. Raises ``ForgeError``."""
        name = at(self.client.get(self._project).json(), "path_with_namespace")
        if not isinstance(name, str):
            raise ForgeError(f"{self.client.host} answered with no project; is it a GitLab?")
        return replace(self.stated, project=name)

    @property
    def _project(self) -> str:
        return f"/projects/{quote(self.stated.project, safe='')}"

    def pages(self, after: str = "") -> Iterator[Page]:
        """All merged requests, the one that changed last first. ``after`` is the number of the page before."""
        for answer, values, page in pages_of(
            self.client, f"{self._project}/merge_requests", after, per_page=self.size, **_MERGED
        ):
            read = partial(self._found, answer)
            listed, left_out = listed_in(values, "iid", "!{}: GitLab gave only a part of it", read)
            yield Page(listed, page, number_in(answer.headers.get("x-total", "")), left_out)

    def _found(self, answer: Response, value: dict[str, Any]) -> Found:
        path = f"{self._project}/merge_requests/{at(value, 'iid')}"
        answers = [answer]
        parts: dict[str, Any] = {}
        with suppress(RefusedError):  # there were none in all editions
            approvals = self.client.get(f"{path}/approvals")
            parts["approvals"] = approvals.json()
            answers.append(approvals)
        for part, query in _PARTS.items():
            parts[part] = entries_of(self.client, f"{path}/{part}", answers, per_page=self.size, **query)
        if not (at(value, "merge_commit_sha") or at(value, "squash_commit_sha")):
            parts["commits"] = entries_of(self.client, f"{path}/commits", answers, per_page=self.size)
        return Found(request_of({**value, **parts}, self.place), sha256_of(*answers))


_MERGED: Mapping[str, str | int] = {"state": "merged", "order_by": "updated_at", "sort": "desc"}
_PARTS: Mapping[str, Mapping[str, str | int]] = {
    "versions": {},
    "notes": {"activity_filter": "only_activity", "sort": "asc"},
}
"""What is asked for beside each request, and how. The comments of people are not asked for."""


def request_of(value: dict[str, Any], place: ForgeProject) -> Request:
    """The merge request in an answer, with its approvals, versions and notes below these names where they are known.

    Raises ``UnreadableError``.
    """
    number = at(value, "iid")
    notes = at(value, "notes")
    is_told = isinstance(notes, list)
    system = sorted(
        (note for note in notes if at(note, "system") is True) if isinstance(notes, list) else (),
        key=lambda note: str(at(note, "created_at")),
    )
    edits = [at(note, "created_at") for note in system if str(at(note, "body")).startswith(_EDITED)]
    merged_by = at(value, "merge_user") or at(value, "merged_by")
    landed = at(value, "merge_commit_sha") or at(value, "squash_commit_sha") or at(value, "sha")
    if not landed:
        raise UnreadableError("it has no commit with which it was merged")
    versions = at(value, "versions")
    return request(
        place,
        "gitlab",
        f"{place.web}/-/merge_requests/{number}",
        at(value, "title"),
        at(value, "description"),
        number=number,
        edited=edits[-1] if edits else None,
        tells_edits=is_told,
        author=_account(at(value, "author")),
        merged_by=_account(merged_by) if merged_by else None,
        merged=at(value, "merged_at"),
        landed=landed,
        target=at(value, "target_branch"),
        head=at(value, "sha"),
        commits=commits(
            ((at(one, "id"), at(one, "title"), at(one, "authored_date")) for one in entries(value, "commits")),
            at(value, "sha"),
        ),
        reviews=tuple(_reviews(system, at(value, "approvals"), versions if isinstance(versions, list) else [])),
        comments=at(value, "user_notes_count") or 0,
        updated=at(value, "updated_at"),
    )


def _account(user: Any) -> Account:
    return account(at(user, "username"), deleted=_GHOST)


def _reviews(system: Sequence[Any], approvals: Any, versions: Sequence[Any]) -> Iterator[RequestReview]:
    """What was said in notes, and what the approvals say that no note does: some were before there were such notes."""
    pushed = _pushed(versions)
    last: dict[str, tuple[ReviewState, Any]] = {}
    for note in system:
        if state := _NOTES.get(str(at(note, "body")).strip()):
            who = _account(at(note, "author"))
            last[who.name.casefold()] = (state, at(note, "author"))
            yield _review(who, state, at(note, "created_at"), pushed)
    in_force = at(approvals, "approved_by")
    if not isinstance(in_force, list):
        return
    approved = {_account(at(one, "user")).name.casefold() for one in in_force}
    for one in in_force:
        who = _account(at(one, "user"))
        if last.get(who.name.casefold(), ("", None))[0] != "approved":
            yield _review(who, "approved", at(one, "approved_at"), pushed)
    for name, (state, author) in last.items():
        if state == "approved" and name not in approved:  # a push took it back
            yield _review(_account(author), "dismissed", None, pushed)


def _review(who: Account, state: ReviewState, stated: Any, pushed: Sequence[tuple[datetime, str]]) -> RequestReview:
    moment = moment_of(stated)
    seen = [id for when, id in pushed if moment and when <= moment]
    return review(who, state, stated, seen[-1] if seen else None, by_time=bool(seen))


def _pushed(versions: Sequence[Any]) -> list[tuple[datetime, str]]:
    """When each version was pushed, and its last commit, in order."""
    stated = ((moment_of(at(one, "created_at")), at(one, "head_commit_sha")) for one in versions)
    return sorted((when, id) for when, id in stated if when and isinstance(id, str))
