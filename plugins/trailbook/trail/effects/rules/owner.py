"""Records and items that lose their owner."""

from trailbook.records.kinds.action import Action
from trailbook.records.kinds.threat_model import Component, Mitigation
from trailbook.records.model import OwnedRecord, Record
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import JsonValue
from trailbook.trail.effects.rule import Judgement, Rule, item_in

_NOBODY = frozenset({"", "-", "?", "n/a", "nobody", "no one", "none", "tbd", "to be decided", "unassigned", "unknown"})

_OVER = ("done", "dropped", "withdrawn")


def _unowned(value: JsonValue) -> bool:
    return value is None or (isinstance(value, str) and value.strip().rstrip(".").casefold() in _NOBODY)


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if _unowned(change.before) == _unowned(change.after) or _is_over(new, change.item):
        return None
    return "weakens" if _unowned(change.after) else "strengthens"


def _is_over(record: Record | None, id: str | None) -> bool:
    item = item_in(record, id, Action) or item_in(record, id, Mitigation)
    return item is not None and item.state in _OVER


RULE = Rule(
    id="owner",
    title="Something loses its owner, or gets one",
    weaker="Something loses its owner",
    stronger="Something gets an owner",
    reason="What nobody answers for is neither maintained nor reviewed. A change from one owner to another is neutral, "
    "and so is the owner of what is done, dropped or withdrawn.",
    concerns=((OwnedRecord, "owner"), (Component, "owner"), (Mitigation, "owner"), (Action, "owner")),
    judge=_judge,
)
