"""From what a forge states to a request as it is kept. Until it is read here, what a forge says is anybody's text."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from pydantic import ValidationError

from trailbook.forges.addresses import ForgeProject
from trailbook.text.errors import TrailbookError
from trailbook.text.json_text import at
from trailbook.text.unseen import one_line
from trailbook.trail.requests.statement import (
    LONGEST_COMMIT_TITLE,
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    MOST_COMMITS,
    Account,
    ForgeKind,
    Request,
    RequestCommit,
    RequestReview,
    ReviewState,
)

_ROBOT = re.compile(r".*\[bot\]|(?:project|group)_\d+_bot(?:_\w+)?", re.IGNORECASE)
"""Accounts of apps on GitHub, and of access tokens on GitLab
(https://docs.gitlab.com/user/project/settings/project_access_tokens/, section *Bot users for projects*)."""


class UnreadableError(TrailbookError):
    """What a forge said of one request can't be kept. The message says why, and quotes nothing."""


def entries(value: Any, *names: str) -> list[Any]:
    """The entries of a list in a value of JSON; none if it is missing."""
    found = at(value, *names)
    return found if isinstance(found, list) else []


def account(name: Any, *, robot: bool = False, deleted: str = "") -> Account:
    """An account by its name. ``deleted`` is how a forge calls those that are no more."""
    known = one_line(_encodable(name))[:255] if isinstance(name, str) else ""
    if deleted and known.casefold() == deleted:
        known = ""
    return Account(name=known, robot=robot or bool(_ROBOT.fullmatch(known)))


def review(who: Account, state: ReviewState, moment: Any, commit: Any, *, by_time: bool = False) -> RequestReview:
    """A review. Raises ``UnreadableError``."""
    try:
        return RequestReview(account=who, state=state, at=moment or None, commit=commit or None, by_time=by_time)
    except ValidationError as error:
        raise _unreadable(error) from None


def request(place: ForgeProject, kind: ForgeKind, address: str, title: Any, description: Any, **stated: Any) -> Request:
    """A request of a project, with its texts cut to what is kept. Raises ``UnreadableError``."""
    text = _encodable(description) if isinstance(description, str) else ""
    try:
        return Request(
            kind=kind,
            host=place.host,
            project=place.project,
            address=address,
            title=one_line(_encodable(title))[:LONGEST_TITLE] if isinstance(title, str) else "",
            description=text[:LONGEST_DESCRIPTION],
            is_cut=len(text) > LONGEST_DESCRIPTION,
            **stated,
        )
    except ValidationError as error:
        raise _unreadable(error) from None


def commits(stated: Iterable[tuple[Any, Any, Any]], head: Any) -> tuple[RequestCommit, ...]:
    """The commits of a request by id, message and time, the oldest first, whichever way a forge lists them.

    None unless there are several, all can be read, and the last of the request's own branch is at one end.
    """
    listed = list(islice(stated, MOST_COMMITS + 1))
    if not 1 < len(listed) <= MOST_COMMITS or head not in (listed[0][0], listed[-1][0]):
        return ()
    try:
        found = tuple(
            RequestCommit(
                id=id,
                title=one_line(_encodable(message).lstrip("\n").partition("\n")[0])[:LONGEST_COMMIT_TITLE],
                authored=authored,
            )
            for id, message, authored in listed
            if isinstance(message, str)
        )
    except ValidationError:
        return ()
    if len(found) < len(listed):
        return ()
    return found if head == found[-1].id else found[::-1]


def distinct(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """The accounts that have a name, each once, in the order in which they come."""
    return tuple({one.name.casefold(): one for one in accounts if one.name}.values())


def _encodable(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can state and UTF-8 can't."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _unreadable(error: ValidationError) -> UnreadableError:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(map(str, first["loc"]))
    said = "not stated" if first["type"] == "missing" else first["msg"][:200]
    return UnreadableError(f"{where}: {said}")
