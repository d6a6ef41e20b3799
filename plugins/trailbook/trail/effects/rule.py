"""A rule that judges a change's effect on risk, and the comparisons that many rules share.

A rule says of a change that it *weakens* or *strengthens* what protects the organisation on record, or
nothing. It judges what the record states, not the world: a risk rated lower with nothing done about it
weakens, and one rated higher strengthens, because more will be asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from trailbook.records.model import Item, Record
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import JsonValue

Judgement: TypeAlias = Literal["weakens", "strengthens"]
Judge: TypeAlias = Callable[[Change, Record | None, Record | None], Judgement | None]

T = TypeVar("T", bound=Item)
Ordered = TypeVar("Ordered", float, str)


@dataclass(frozen=True)
class Rule:
    """One rule, as it is applied and as it is published.

    ``concerns`` lists what it looks at: a class of record or item, and the first name of the field's path, None for the
    coming and going of the whole. ``judge`` takes a change with the record before and after it, each None if the
    record does not exist. ``weaker`` and ``stronger`` say what happened when it found the one or the other, ``title``
    both; empty if it never does. Where these speak of several cases, ``case`` says of a change which one it is, or
    nothing if they say it. ``reason`` explains it to a reader. A rule of kind *hint* judges prose
    (``effects.hints``): it concerns nothing that a record states as a fact.
    """

    id: str
    title: str
    reason: str
    concerns: tuple[tuple[type[Item] | type[Record], str | None], ...]
    judge: Judge
    kind: Literal["fact", "hint"] = "fact"
    weaker: str = ""
    stronger: str = ""
    case: Callable[[Change], str] | None = None

    def says(self, change: Change) -> str:
        """What happened in a change that has its effect by the rule: the case that applied, and no other."""
        one = self.case(change) if self.case else ""
        return one or {"weakens": self.weaker, "strengthens": self.stronger}.get(change.effect) or self.title


def opposite(judgement: Judgement) -> Judgement:
    """Weakens for strengthens, and the other way round."""
    return "strengthens" if judgement == "weakens" else "weakens"


def item_in(record: Record | None, id: str | None, model: type[T]) -> T | None:
    """The item of a record by its id, if it is there and of that class."""
    if record is None:
        return None
    return next((item for item in record.items() if item.id == id and isinstance(item, model)), None)


def when_added(judgement: Judgement) -> Judge:
    """What comes is judged so, what goes is the opposite, and what is reworded is neither."""

    def judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
        if change.kind == "added":
            return judgement
        return opposite(judgement) if change.kind == "removed" else None

    return judge


def when_named(judgement: Judgement) -> Judge:
    """A reference that comes is judged so, one that goes is the opposite.

    Naming a record's item instead of the record, or the record instead of its item, is neither. Nor is it
    when another item of the record names it instead.
    """

    def judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
        reference = str(change.after if change.kind == "added" else change.before)
        before, after = _named(old, change), _named(new, change)
        others = before - after if change.kind == "added" else after - before
        if any(other.startswith(f"{reference}.") or reference.startswith(f"{other}.") for other in others):
            return None
        lost, gained = (old, new) if change.kind == "removed" else (new, old)
        if _namers(gained, change, reference) - _namers(lost, change, reference):
            return None
        return when_added(judgement)(change, old, new)

    return judge


def _named(record: Record | None, change: Change) -> set[str]:
    """The references in the field of a change."""
    holder = record if change.item is None else item_in(record, change.item, Item)
    return set(getattr(holder, change.field or "", ()))


def _namers(record: Record | None, change: Change, reference: str) -> set[str]:
    """The items of a record that name a reference in the field of a change."""
    if record is None or change.item is None:
        return set()
    return {item.id for item in record.items() if reference in getattr(item, change.field or "", ())}


def when_higher(judgement: Judgement, scale: Sequence[JsonValue]) -> Judge:
    """A step up a scale (lowest first) is judged so, a step down is the opposite."""

    def judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
        before, after = change.before, change.after
        if before not in scale or after not in scale:
            return None
        return when_greater(judgement, scale.index(before), scale.index(after))

    return judge


def when_later(judgement: Judgement, before: JsonValue, after: JsonValue) -> Judgement | None:
    """What a change from one day (an ISO string) to a later one is; None if there are no two days."""
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    return when_greater(judgement, before, after)


def when_greater(judgement: Judgement, before: Ordered, after: Ordered) -> Judgement | None:
    """The judgement if a value became a greater one, its opposite if a smaller one; None if it is the same."""
    return judgement if after > before else opposite(judgement) if after < before else None
