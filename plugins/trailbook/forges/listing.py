"""What each forge gives: the merged requests of a project page by page, the one that changed last first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol

from trailbook.forges.addresses import ForgeProject
from trailbook.forges.http import ForgeError, Response
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
