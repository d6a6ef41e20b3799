"""How a threat is rated with the mitigations that are in place."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.model import Record
from trailbook.risk.scoring import score
from trailbook.trail.decisions import Change
from trailbook.trail.in_place import standing
from trailbook.trail.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    was, now = item_in(old, change.item, Threat), item_in(new, change.item, Threat)
    if was is None or now is None or score(was.residual) == score(now.residual):
        return None
    before, after = standing(old, change.item), standing(new, change.item)
    if score(now.residual) < score(was.residual):
        return "strengthens" if after - before else "weakens"
    return "weakens" if before - after else "strengthens"


RULE = Rule(
    id="residual-rating",
    title="A threat is rated lower, or higher, after mitigation",
    reason="A residual rating that goes down while a mitigation is put in place tells of less risk; with nothing newly "
    "in place it only asks for less. One that goes up asks for more, unless a mitigation was undone at the same time.",
    concerns=((Threat, "residual"),),
    judge=_judge,
)
