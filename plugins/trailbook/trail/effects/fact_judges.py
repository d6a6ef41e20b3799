"""How rules judge the facts that a threat model states of its elements (``records.kinds.facts``).

What protects and is not stated protects nothing on record, so a protection that is withdrawn weakens. A
danger that is stated for the first time was there before: stating it is neutral, so that nobody is discouraged.
"""

from collections.abc import Iterator, Mapping

from trailbook.records.model import Item, Record
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import JsonValue
from trailbook.trail.effects.rule import Judge, Judgement, item_in, when_greater

_COVERED = {
    "named-people": {"group", "organisation", "public"},
    "group": {"organisation", "public"},
    "organisation": {"public"},
    "guests": {"public"},
    "public": set[str](),
}
"""Which audiences hold each audience too. Guests are nobody of the organisation."""


def when_reached(*names: str) -> Judge:
    """An audience that none of the earlier ones holds weakens; one that goes, and that none holds now, strengthens."""

    def judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
        name = (change.field or "").removeprefix("facts.")
        before, after = _fact(old, change, name), _fact(new, change, name)
        return _reached(before, after, change) if name in names else None

    return judge


def _reached(before: JsonValue, after: JsonValue, change: Change) -> Judgement | None:
    if not isinstance(before, tuple | list) or not isinstance(after, tuple | list):
        return None
    if change.kind == "added" and _uncovered(change.after, before):
        return "weakens"
    return "strengthens" if change.kind == "removed" and _uncovered(change.before, after) else None


def _uncovered(audience: JsonValue, others: tuple[JsonValue, ...] | list[JsonValue]) -> bool:
    return _COVERED.get(str(audience), set()).isdisjoint(map(str, others))


def when_protected(ranks: Mapping[JsonValue, int], *names: str) -> Judge:
    """A word of a higher rank strengthens, one of a lower rank weakens; what is not stated has rank 0."""

    def judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
        found = {
            judgement
            for name in _meant(change, names)
            if (judgement := _ranked(_fact(old, change, name), _fact(new, change, name), ranks))
        }
        return "weakens" if "weakens" in found else "strengthens" if found else None

    return judge


def _ranked(before: JsonValue, after: JsonValue, ranks: Mapping[JsonValue, int]) -> Judgement | None:
    return when_greater("strengthens", ranks.get(before, 0), ranks.get(after, 0))


def _meant(change: Change, names: tuple[str, ...]) -> Iterator[str]:
    """The facts among ``names`` that a change is about: all of them where the facts come or go as a whole."""
    return (name for name in names if change.field in ("facts", f"facts.{name}"))


def _fact(record: Record | None, change: Change, name: str) -> JsonValue:
    fact: JsonValue = getattr(getattr(item_in(record, change.item, Item), "facts", None), name, None)
    return fact
