"""What a report is made of: sections, groups and rows, before anything is escaped for where it goes."""

from collections.abc import Iterable
from dataclasses import dataclass

from trailbook.trail.changes.change import Effect


@dataclass(frozen=True)
class Code:
    """A name that is shown as it is: an id, a path, a commit."""

    text: str


Row = tuple[str | Code, ...]
"""A line in pieces: running text, and names."""


@dataclass(frozen=True)
class Group:
    """Rows with what they have in common above them; an empty ``head`` for nothing."""

    rows: tuple[Row, ...]
    head: Row = ()


@dataclass(frozen=True)
class Section:
    """One part of the report. ``calls`` tells that somebody has to act on it, so that it is never folded away."""

    title: str
    groups: tuple[Group, ...]
    calls: bool = False
    effect: Effect = "neutral"
    number: int = 0

    @property
    def heading(self) -> str:
        """The title with the number of what is told."""
        return f"{self.title} ({self.number:,})"


def count(number: int, one: str, more: str = "") -> str:
    """A number with its noun; empty for none."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}" if number else ""


def section(title: str, rows: Iterable[Row], *, calls: bool = False) -> Section:
    """A section of rows that have nothing above them."""
    told = tuple(rows)
    return Section(title, (Group(told),), calls, number=len(told))


def listed(names: tuple[str, ...]) -> str:
    """The first three names, and how many more there are."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")
