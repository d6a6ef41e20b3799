"""Controls that come and go."""

from trailbook.records.kinds.policy import Control
from trailbook.records.model import Record
from trailbook.trail.decisions import Change
from trailbook.trail.rule import Judgement, Rule, item_in, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    control = item_in(old if change.kind == "removed" else new, change.item, Control)
    return when_added("strengthens")(change, old, new) if control and control.level != "may" else None


RULE = Rule(
    id="control",
    title="A control is removed, or added",
    reason="What no control asks for, nobody has to do. Controls that only say what may be done are neutral.",
    concerns=((Control, None),),
    judge=_judge,
)
