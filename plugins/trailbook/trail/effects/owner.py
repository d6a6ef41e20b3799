"""Records and items that lose their owner."""

from trailbook.records.kinds.action import Action
from trailbook.records.kinds.threat_model import Component, Mitigation
from trailbook.records.model import OwnedRecord, Record
from trailbook.trail.decisions import Change, JsonValue
from trailbook.trail.rule import Judgement, Rule

_NOBODY = frozenset({"", "-", "?", "n/a", "nobody", "no one", "none", "tbd", "to be decided", "unassigned", "unknown"})


def _unowned(value: JsonValue) -> bool:
    return value is None or (isinstance(value, str) and value.strip().rstrip(".").casefold() in _NOBODY)


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if _unowned(change.before) == _unowned(change.after):
        return None
    return "weakens" if _unowned(change.after) else "strengthens"


RULE = Rule(
    id="owner",
    title="Something loses its owner, or gets one",
    reason="What nobody answers for is neither maintained nor reviewed. A change from one owner to another is neutral.",
    concerns=((OwnedRecord, "owner"), (Component, "owner"), (Mitigation, "owner"), (Action, "owner")),
    judge=_judge,
)
