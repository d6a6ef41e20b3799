"""Threats that are rated higher with the mitigations that are in place."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, opposite
from trailbook.trail.effects.rules import residual_lowered


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    back = residual_lowered.RULE.judge(change, new, old)  # whoever takes it back lowers the rating
    return opposite(back) if back else None


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
