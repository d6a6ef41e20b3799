"""The effect of changes on risk, by the rules of the folder ``rules``.

Where several rules judge one change, *weakens* goes before *strengthens*: a gain does not outweigh a loss
that somebody should look at. Among rules of the same judgement the first by name is given.

What comes with a new record weakens nothing, and what ends with its record strengthens nothing: only
the record's beginning or end is judged that way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from trailbook.records.document import Document
from trailbook.records.model import Item, Record
from trailbook.trail.changes.change import Change, FactEffect
from trailbook.trail.changes.compare import compare
from trailbook.trail.effects.rule import Judgement, Rule
from trailbook.trail.effects.rules import RULES


def _by_concern() -> dict[tuple[type, str | None], list[Rule]]:
    found: dict[tuple[type, str | None], list[Rule]] = {}
    for rule in RULES:
        for concern in rule.concerns:
            found.setdefault(concern, []).append(rule)
    return found


_CONCERNED = _by_concern()


def classify(changes: Iterable[Change], old: Record | None, new: Record | None) -> tuple[Change, ...]:
    """The changes of a record with their effect and the rule that gave it.

    ``old`` and ``new`` are the record before and after all of the changes, None if it does not exist.
    """
    before, after = _items(old), _items(new)
    return tuple(_judged(change, old, new, _subject(change, before, after, new or old)) for change in changes)


def _items(record: Record | None) -> dict[str, Item]:
    return {item.id: item for item in record.items()} if record else {}


def _subject(
    change: Change, before: dict[str, Item], after: dict[str, Item], record: Record | None
) -> Item | Record | None:
    """What a change is about: the record, an item, or None for a section."""
    if change.item is None:
        return record
    if change.field is None:  # an item may end where a section of its id begins
        return (before if change.kind == "removed" else after).get(change.item)
    return after.get(change.item) or before.get(change.item)


def _judged(change: Change, old: Record | None, new: Record | None, subject: Item | Record | None) -> Change:
    if subject is None or change.kind == "moved":
        return change
    head = None if change.field is None else change.field.partition(".")[0].partition("[")[0]
    found: dict[Judgement, str] = {}
    for model in type(subject).__mro__:
        for rule in _CONCERNED.get((model, head), ()):
            judgement = rule.judge(change, old, new)
            if judgement and not _of_no_account(judgement, subject, old, new):
                found[judgement] = min(rule.id, found.get(judgement, rule.id))
    effect: Judgement | None = "weakens" if "weakens" in found else "strengthens" if found else None
    return replace(change, effect=effect, rule=found[effect]) if effect else change


def _of_no_account(judgement: Judgement, subject: Item | Record, old: Record | None, new: Record | None) -> bool:
    if isinstance(subject, Record):
        return False
    return (judgement == "weakens" and old is None) or (judgement == "strengthens" and new is None)


def effects_between(before: Document, after: Document) -> Mapping[str, FactEffect]:
    """What the changes of each item do to risk, by its id. What weakens goes before what strengthens."""
    found: dict[str, FactEffect] = {}
    for change in classify(compare(before, after), before.record, after.record):
        if change.item and found.get(change.item) != "weakens" and change.fact != "neutral":
            found[change.item] = change.fact
    return found
