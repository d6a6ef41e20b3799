"""What changed, week by week: what commits strengthened, weakened, began or ended, and how many did none of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby

from trailbook.trail.changes.change import EFFECTS, Change, FactEffect
from trailbook.trail.changes.derived import is_derived
from trailbook.trail.changes.page_moves import is_page_move
from trailbook.trail.decision_kinds import MEANING, DecisionKind, decision_kind, is_hinted
from trailbook.trail.decisions import Decision, Trail, newest_first

NOTABLE: tuple[DecisionKind, ...] = ("weakened", "mixed", "removed", "strengthened", "founded", "restored")
"""The kinds of decisions that a changelog has, in the order in which what one commit did is named."""
_BOUNDS: frozenset[DecisionKind] = frozenset({"founded", "restored", "removed"})
"""The kinds of decisions by which something begins or ends."""
_OF_FACTS: Mapping[FactEffect, DecisionKind] = {"weakens": "weakened", "strengthens": "strengthened"}


@dataclass(frozen=True)
class Touched:
    """What one commit did to an item, or to a whole record if ``item`` is None; ``hint`` says that no fact shows it.

    It may have done several things, the weightiest first: a flow over a boundary weakens, and is new. A section that
    went to another file is neither new there nor ended here. What weakens is the first of its ``changes``, then what
    strengthens.
    """

    trail: Trail
    decision: Decision
    item: str | None
    kinds: tuple[DecisionKind, ...]
    hint: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Line:
    """A commit that strengthened, weakened, began or ended something: all that it did so to, the weightiest first."""

    touched: tuple[Touched, ...]

    @property
    def first(self) -> Touched:
        """The weightiest of what it touched, by which a list names the commit."""
        return self.touched[0]

    @property
    def kinds(self) -> tuple[tuple[DecisionKind, bool], ...]:
        """What it did, each once, with whether hints alone say so; what is certain is not said again as a guess."""
        found = dict.fromkeys((kind, one.hint) for one in self.touched for kind in one.kinds)
        return tuple((kind, hint) for kind, hint in found if not hint or (kind, False) not in found)

    @property
    def kind(self) -> DecisionKind:
        """What it did as a whole: ``mixed`` if it strengthened one thing and weakened another, else the weightiest."""
        said = {kind for kind, hint in self.kinds if hint == self.first.hint}
        return "mixed" if said >= {"weakened", "strengthened"} else min(said, key=NOTABLE.index)

    @property
    def weight(self) -> tuple[bool, int]:
        """By which a list has those first that somebody should look at first."""
        return self.first.hint, NOTABLE.index(self.kind)


@dataclass(frozen=True)
class ChangedWeek:
    """A week from Monday to Sunday in which something was decided.

    ``changed`` counts the other commits that changed what something says, which no rule ranks; ``kept`` counts those of
    wording, links, evidence or order alone. ``updated`` is when the newest commit came to the main line.
    """

    first: date
    lines: tuple[Line, ...]
    changed: int
    kept: int
    updated: datetime

    @property
    def last(self) -> date:
        """The Sunday that ends it."""
        return self.first + timedelta(days=6)

    @cached_property
    def counts(self) -> dict[DecisionKind, int]:
        """How many commits did what for certain, in the order of ``NOTABLE``: one that did two things is in both."""
        return counted_kinds(self.lines)


def counted_kinds(lines: Iterable[Line]) -> dict[DecisionKind, int]:
    """How many commits did what for certain, in the order of ``NOTABLE``: one that did two things is in both."""
    found = Counter(kind for line in lines for kind, hint in line.kinds if not hint)
    return {kind: found[kind] for kind in NOTABLE if found[kind]}


def grouped(lines: Iterable[Line]) -> tuple[tuple[DecisionKind, bool, tuple[Line, ...]], ...]:
    """Lines by what each did as a whole, and whether hints alone say so, the weightiest group first."""
    by_weight = groupby(sorted(lines, key=lambda line: line.weight), key=lambda line: line.weight)
    return tuple((NOTABLE[place], hint, tuple(found)) for (hint, place), found in by_weight)


def changelog(trails: Iterable[Trail]) -> list[ChangedWeek]:
    """The weeks in which something was decided, newest first, by the days on which commits came to the main line."""
    commits: dict[str, list[Touched]] = {}
    for trail in trails:
        for one in _touched(trail):
            commits.setdefault(one.decision.commit, []).append(one)
    weeks: dict[date, list[list[Touched]]] = {}
    for touched in sorted(commits.values(), key=lambda group: newest_first(group[0].decision)):
        weeks.setdefault(week_of(touched[0].decision.day), []).append(touched)
    return [_week(first, weeks[first]) for first in sorted(weeks, reverse=True)]


def week_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def ended(trail: Trail) -> bool:
    """Whether the newest decision of a trail ended its record."""
    return bool(trail.decisions) and decision_kind(trail.decisions[0].changes) == "removed"


def _week(first: date, commits: Sequence[list[Touched]]) -> ChangedWeek:
    lines, others = [], []
    for touched in commits:
        notable = [one for one in touched if one.kinds[0] in NOTABLE]
        if notable:
            lines.append(Line(tuple(sorted(notable, key=_weight))))
        else:
            others.append(any(one.kinds[0] in MEANING for one in touched))
    return ChangedWeek(first, tuple(lines), sum(others), len(others) - sum(others), commits[0][0].decision.landed)


def _weight(one: Touched) -> tuple[bool, int, str, str]:
    return one.hint, NOTABLE.index(one.kinds[0]), one.trail.record, one.item or ""


def _touched(trail: Trail) -> Iterator[Touched]:
    """What each decision did to the record and to each item; where the whole record began or ended, that alone."""
    ended: set[str | None] = set()
    for decision in reversed(trail.decisions):
        own: dict[str | None, list[Change]] = {}
        for change in decision.changes:
            if not is_derived(change):
                own.setdefault(change.item, []).append(change)
        found = [_of(trail, decision, item, changes, item in ended) for item, changes in own.items()]
        ended |= {one.item for one in found if "removed" in one.kinds}
        whole = [one for one in found if one.item is None and not _BOUNDS.isdisjoint(one.kinds)]
        effects = _effects(change for changes in own.values() for change in changes)
        yield from (replace(one, kinds=(*effects, one.kinds[-1])) for one in whole)
        if not whole:
            yield from found or [Touched(trail, decision, None, ("moved",), False, ())]


def _of(trail: Trail, decision: Decision, item: str | None, changes: list[Change], ended: bool) -> Touched:
    here = [change for change in changes if item is None or not is_page_move(change)]
    kind = decision_kind(here, item, ended_before=ended)
    hint = kind in ("weakened", "mixed", "strengthened") and is_hinted(changes)
    kinds: tuple[DecisionKind, ...] = ("weakened", "strengthened") if kind == "mixed" else (kind,)
    if kind in _BOUNDS:
        kinds = *_effects(changes), kind
    elif kind == "evidence":  # a check that a control gets is no decision behind it, and strengthens all the same
        kinds = _effects(changes) or kinds
    weightiest = sorted(changes, key=lambda change: EFFECTS.index(change.effect))
    return Touched(trail, decision, item, kinds, hint, tuple(weightiest))


def _effects(changes: Iterable[Change]) -> tuple[DecisionKind, ...]:
    """What a rule says that changes did, the weightiest first."""
    facts = {change.fact for change in changes}
    return tuple(kind for fact, kind in _OF_FACTS.items() if fact in facts)
