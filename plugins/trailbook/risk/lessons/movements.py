"""What moved the risk: the newest commits that weaken or strengthen, and how many did so week by week."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from trailbook.trail.changes.change import Change, Effect
from trailbook.trail.changes.derived import is_derived
from trailbook.trail.decisions import Decision, Trail, newest_first


@dataclass(frozen=True)
class Movement:
    """One commit with an effect: its decision on the first record by id, and its trail.

    ``changes`` are those of this decision that have the effect, ``records`` all records in which it has it.
    """

    trail: Trail
    decision: Decision
    changes: tuple[Change, ...]
    records: tuple[str, ...]


def movements(
    trails: Iterable[Trail],
    effect: Effect,
    number: int,
    is_shown: Callable[[Trail], bool] = lambda trail: True,
    is_relevant: Callable[[Change], bool] = lambda change: True,
) -> list[Movement]:
    """The newest commits with an effect, at most ``number``, among shown trails and relevant changes.

    What begins a record moves nothing that was there, so it does not count; what ends one does.
    """
    found: dict[str, list[tuple[Trail, Decision, tuple[Change, ...]]]] = {}
    for trail in filter(is_shown, trails):
        for decision in trail.decisions:
            having = (c for c in decision.changes if c.effect == effect and not is_derived(c) and is_relevant(c))
            changes = tuple(sorted(having, key=lambda change: change.item or ""))  # as the changelog names a commit
            if changes and not any(_begins(change) for change in decision.changes):
                found.setdefault(decision.commit, []).append((trail, decision, changes))
    newest = sorted(found.values(), key=lambda group: newest_first(group[0][1]))
    return [_movement(group) for group in newest[:number]]


YEAR = 53
"""How many weeks a year touches."""


@dataclass(frozen=True)
class Week:
    """A week from Monday to Sunday: how many commits decided anything, strengthened and weakened; one may do both."""

    first: date
    decided: int
    strengthened: int
    weakened: int

    @property
    def last(self) -> date:
        """The Sunday that ends it."""
        return self.first + timedelta(days=6)


def weekly_movements(trails: Iterable[Trail], until: date) -> list[Week]:
    """The weeks of a year up to that of a day, oldest first, with the commits that came to the main line in each."""
    monday = until - timedelta(days=until.weekday())
    first = monday - timedelta(weeks=YEAR - 1)
    names = ("decided", "strengthens", "weakens")
    weeks: list[dict[str, set[str]]] = [{name: set() for name in names} for _ in range(YEAR)]
    for trail in trails:
        for decision in trail.decisions:
            if first <= decision.day <= until:
                week = weeks[(decision.day - first).days // 7]
                effects = {change.effect for change in decision.changes if not is_derived(change)}
                for name in week.keys() & {"decided", *effects}:
                    week[name].add(decision.commit)
    return [
        Week(first + timedelta(weeks=place), *(len(week[name]) for name in names)) for place, week in enumerate(weeks)
    ]


def _movement(group: list[tuple[Trail, Decision, tuple[Change, ...]]]) -> Movement:
    group = sorted(group, key=lambda moved: moved[0].record)
    trail, decision, changes = group[0]
    return Movement(trail, decision, changes, tuple(trail.record for trail, _, _ in group))


def _begins(change: Change) -> bool:
    return change.item is None and change.field is None and change.kind == "added"
