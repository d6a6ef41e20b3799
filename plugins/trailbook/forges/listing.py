"""What each forge gives: the merged requests of a project page by page, the one that changed last first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Any, Protocol

from trailbook.forges.addresses import ForgeProject
from trailbook.forges.http import Client, ForgeError, Response
from trailbook.text.json_text import at
from trailbook.trail.requests.statement import Request


class StalePlaceError(ForgeError):
    """A forge no longer knows the place in a listing at which a run ended."""


@dataclass(frozen=True)
class Found:
    """A request as a forge described it, with the SHA-256 of its answers, one after the other."""

    request: Request
    raw: str


@dataclass(frozen=True)
class Listed:
    """A merged request in a listing. What is to know of it is asked for when ``read`` is called.

    ``read`` raises ``UnreadableError`` if it can't be kept, and ``ForgeError``.
    """

    number: int
    updated: datetime
    read: Callable[[], Found]


@dataclass(frozen=True)
class Page:
    """Some requests of a listing; ``after`` is where the next page begins, and empty if this is the last one.

    ``left_out`` says what of the page could not be read.
    """

    listed: Sequence[Listed]
    after: str
    total: int | None = None
    left_out: Sequence[str] = ()


class Forge(Protocol):
    """A project on a forge. Whatever asks it raises ``ForgeError``."""

    source: str
    """The interface that is asked, by its name."""

    @property
    def place(self) -> ForgeProject:
        """The project as the forge itself writes its name."""

    def pages(self, after: str = "") -> Iterator[Page]:
        """All merged requests from some place on. A request that changes meanwhile comes to the beginning.

        Raises ``StalePlaceError`` if the forge no longer knows the place.
        """


def listed_in(
    values: Iterable[dict[str, Any]], number: str, incomplete: str, read: Callable[[dict[str, Any]], Found]
) -> tuple[list[Listed], list[str]]:
    """The requests in a page of a listing, and what to say of those of which it gives too little.

    ``number`` is the field with the number of each, ``incomplete`` what is said, with a place for the number.
    """
    listed: list[Listed] = []
    left_out: list[str] = []
    for value in values:
        updated, stated = moment_of(at(value, "updated_at")), at(value, number)
        if updated is None or not isinstance(stated, int):
            left_out.append(incomplete.format(stated or "?"))
        else:
            listed.append(Listed(stated, updated, partial(read, value)))
    return listed, left_out


def pages_of(client: Client, path: str, after: str, **query: str | int) -> Iterator[tuple[Response, list[Any], str]]:
    """The pages of a listing, each with its number if there is another one behind it.

    Raises ``ForgeError``, and ``StalePlaceError`` if ``after`` is no number of a page.
    """
    if after and not after.isdigit():
        raise StalePlaceError(f"{client.host} has no page {after[:20]!r}")
    page = int(after or "0") + 1
    while True:
        answer = client.get(path, page=page, **query)
        values = answer.json()
        if not isinstance(values, list):
            raise ForgeError(f"{client.host} answered with something else than a list")
        more = _has_next(answer) if values else False
        yield answer, values, str(page) if more else ""
        if not more:
            return
        page += 1


def _has_next(answer: Response) -> bool:
    """Whether there is another page, by the header of GitLab or by RFC 8288 (2017), which Gitea follows.

    A proxy may have taken the headers out: then the first page without entries is the last one.
    """
    if (next := answer.headers.get("x-next-page")) is not None:
        return bool(next.strip())
    return 'rel="next"' in answer.headers.get("link", 'rel="next"')


def entries_of(client: Client, path: str, answers: list[Response], **query: str | int) -> list[Any]:
    """All entries of a listing. The answers that they came in are added to ``answers``. Raises ``ForgeError``."""
    found: list[Any] = []
    for answer, values, _ in pages_of(client, path, "", **query):
        answers.append(answer)
        found += values
    return found


def moment_of(stated: Any) -> datetime | None:
    """A moment that a forge states; None if it is none."""
    try:
        found = datetime.fromisoformat(stated)
        return found.astimezone(UTC).replace(microsecond=0) if found.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def sha256_of(*answers: Response) -> str:
    """The SHA-256 of answers as they were received, one after the other."""
    found = sha256()
    for answer in answers:
        found.update(answer.data)
    return found.hexdigest()
