"""What history is made of: people, commits, and the files that a commit changed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime


def utc_day(moment: datetime) -> date:
    """The day of a moment in UTC: the one day that pages, limits and periods go by, whatever zone git recorded."""
    return moment.astimezone(UTC).date()


def utc_text(moment: datetime) -> str:
    """A moment in UTC to the second, as ISO 8601 and RFC 3339 write it: ``2026-01-31T09:30:00Z``."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


@dataclass(frozen=True, slots=True)
class Person:
    """A name and an e-mail address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that a commit changed, with the blobs on both sides; None if the file is absent.

    A merge lists a file only if its result differs from every parent, that is, if the merge itself
    changed it; ``before`` then holds the blob of each parent. Otherwise ``before`` has one entry.
    """

    path: str
    old_path: str
    before: tuple[str | None, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. Dates carry the zone that the author and the committer stated.

    Its people are as ``.mailmap`` names them; ``written_as`` and ``recorded_as`` are the author and the committer as
    the commit itself has them, where that is somebody else. ``also_by`` are those whom further author headers name, as
    the commit has them; git writes one header, and whoever writes more wants to be taken for somebody else.
    """

    id: str
    parents: tuple[str, ...]
    author: Person
    authored: datetime
    committer: Person
    committed: datetime
    message: str
    changes: tuple[FileChange, ...]
    written_as: Person | None = None
    recorded_as: Person | None = None
    also_by: tuple[Person, ...] = ()

    @property
    def authors(self) -> tuple[Person, ...]:
        """The author by each name: as the mailmap has it, and as the commit has it where that differs."""
        return (self.author, self.written_as) if self.written_as else (self.author,)

    @property
    def raw_author(self) -> Person:
        """The author as the commit itself names them."""
        return self.written_as or self.author

    @property
    def raw_committer(self) -> Person:
        """The committer as the commit itself names them."""
        return self.recorded_as or self.committer

    @property
    def authored_day(self) -> date:
        """The day (UTC) on which the author wrote it."""
        return utc_day(self.authored)

    @property
    def committed_day(self) -> date:
        """The day (UTC) on which the committer recorded it."""
        return utc_day(self.committed)

    @property
    def title(self) -> str:
        """The first paragraph of the message in one line."""
        return " ".join(self.message.strip().split("\n\n", 1)[0].split())
