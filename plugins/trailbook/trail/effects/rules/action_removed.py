"""Action items that disappear before they are done."""

from trailbook.records.kinds.action import Action
from trailbook.records.model import Record
from trailbook.records.states import is_pending
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    action = item_in(old, change.item, Action)
    return "weakens" if change.kind == "removed" and action and is_pending(action) else None


RULE = Rule(
    id="action-removed",
    title="An open action item is removed",
    weaker="An open action item is removed",
    reason="What was learned from an incident or exercise is forgotten without having been done or dropped.",
    concerns=((Action, None),),
    judge=_judge,
)
