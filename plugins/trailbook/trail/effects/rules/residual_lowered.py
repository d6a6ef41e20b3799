"""Threats that are rated lower with the mitigations that are in place."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.model import Record
from trailbook.records.ratings import score
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.mitigation_states import came_in_place
from trailbook.trail.effects.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    was, now = item_in(old, change.item, Threat), item_in(new, change.item, Threat)
    if was is None or now is None or score(now.residual) >= score(was.residual):
        return None
    return "strengthens" if came_in_place(old, new, change.item) else "weakens"


RULE = Rule(
    id="residual-lowered",
    title="A threat is rated lower after mitigation",
    weaker="A threat is rated lower with nothing done",
    stronger="A threat is rated lower as a mitigation is put in place",
    reason="A residual rating that goes down while a mitigation is put in place or verified shows less risk; "
    "with nothing new in place it only asks for less.",
    concerns=((Threat, "residual"),),
    judge=_judge,
)
