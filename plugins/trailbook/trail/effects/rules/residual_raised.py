"""Threats that are rated higher with the mitigations that are in place."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.model import Record
from trailbook.records.ratings import score
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.mitigation_states import came_in_place
from trailbook.trail.effects.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    was, now = item_in(old, change.item, Threat), item_in(new, change.item, Threat)
    if was is None or now is None or score(now.residual) <= score(was.residual):
        return None
    return "weakens" if came_in_place(new, old, change.item) else "strengthens"


RULE = Rule(
    id="residual-raised",
    title="A threat is rated higher after mitigation",
    weaker="A threat is rated higher as a mitigation ends",
    stronger="A threat is rated higher: the record claims less safety, and asks for more",
    reason="A residual rating that goes up admits more risk and asks for more to be done about it. Where a mitigation "
    "ended at the same time, there is more risk.",
    concerns=((Threat, "residual"),),
    judge=_judge,
)
