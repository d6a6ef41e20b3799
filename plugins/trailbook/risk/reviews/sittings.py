"""Reviews as sittings: what is due in a quarter, in small lists of records that have something in common."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from trailbook.records.kinds import KINDS
from trailbook.records.kinds.connector import Connector
from trailbook.risk.reviews.reviews import ReviewState


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter; ``number`` is 1 to 4. As text it is ``2026-Q4``."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter that a day is in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def next(self) -> "Quarter":
        """The quarter after this one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


@dataclass(frozen=True)
class Theme:
    """The records of one sitting, the most urgent first."""

    title: str
    states: tuple[ReviewState, ...]


def due_in(states: Iterable[ReviewState], quarter: Quarter, today: date) -> list[ReviewState]:
    """What is due in a quarter and is not overdue yet."""
    return [s for s in states if s.due and max(quarter.first, today) <= s.due <= quarter.last]


def themes(states: Iterable[ReviewState], size: int) -> list[Theme]:
    """The states as themes of at most ``size`` records, the theme with the earliest day first.

    Records go together by kind, connectors by tier. A kind with more records than that is divided by tags: the most
    frequent tag makes a theme, then the most frequent tag of the rest; of two equally frequent tags, the first by
    name. Records with no tag in common are divided by day. Each state is in exactly one theme.
    """
    groups: dict[str, list[ReviewState]] = {}
    for state in sorted(states, key=_urgency):
        groups.setdefault(_title(state), []).append(state)
    found = [theme for title, group in groups.items() for theme in _parted(title, group, size)]
    return sorted(found, key=lambda theme: (_urgency(theme.states[0]), theme.title))


def _title(state: ReviewState) -> str:
    record = state.record
    plural = KINDS[record.kind].plural
    return f"{plural}, tier {record.tier}" if isinstance(record, Connector) else plural


def _parted(title: str, states: list[ReviewState], size: int) -> Iterator[Theme]:
    used: Counter[str] = Counter()
    tags: set[str] = set()
    left = states
    while left:
        tag = _commonest(left, tags) if len(left) > size else ""
        some = [state for state in left if not tag or tag in state.record.tags][:size]
        chosen = {state.record.id for state in some}
        left = [state for state in left if state.record.id not in chosen]
        tags.add(tag)
        name = f"{title}: {tag}" if tag else title
        used[name] += 1
        yield Theme(name if used[name] == 1 else f"{name}, part {used[name]}", tuple(some))


def _commonest(states: list[ReviewState], used: set[str]) -> str:
    """The most frequent tag of the states, other than those used; empty if they have none."""
    counts = Counter(tag for state in states for tag in dict.fromkeys(state.record.tags) if tag not in used)
    return min(counts, key=lambda tag: (-counts[tag], tag), default="")


def _urgency(state: ReviewState) -> tuple[date, str]:
    return state.due or date.max, state.record.id
