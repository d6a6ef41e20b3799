"""Mitigations that come and go."""

from trailbook.records.kinds.threat_model import Mitigation
from trailbook.records.model import Record
from trailbook.records.states import is_in_place
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.moved_text import all_gone
from trailbook.trail.effects.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if change.kind == "removed":
        was = item_in(old, change.item, Mitigation)
        over = was is None or was.state == "withdrawn" or all_gone(was.mitigates, old, new)
        return None if over else "weakens"
    now = item_in(new, change.item, Mitigation)
    return "strengthens" if now and is_in_place(now) else None


RULE = Rule(
    id="mitigation",
    title="A mitigation is removed, or one that is in place is added",
    weaker="A mitigation is removed",
    stronger="A mitigation that is in place is added",
    reason="What was done or promised about a threat is no longer there. A mitigation that is added as a plan "
    "protects nobody yet and is neutral, and so is the end of one whose threats left the model.",
    concerns=((Mitigation, None),),
    judge=_judge,
)
