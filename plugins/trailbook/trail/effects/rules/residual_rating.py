"""How a threat is rated with the mitigations that are in place."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.model import Record
from trailbook.records.ratings import score
from trailbook.records.states import IN_PLACE
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.mitigation_states import VERIFIED, mitigations_of
from trailbook.trail.effects.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    was, now = item_in(old, change.item, Threat), item_in(new, change.item, Threat)
    if was is None or now is None or score(was.residual) == score(now.residual):
        return None
    if score(now.residual) < score(was.residual):
        return "strengthens" if _came_to_stand(old, new, change.item) else "weakens"
    return "weakens" if _came_to_stand(new, old, change.item) else "strengthens"


def _came_to_stand(old: Record | None, new: Record | None, threat: str | None) -> bool:
    """Whether a mitigation of the threat was put in place, or shown to work."""
    return any(
        mitigations_of(new, threat, states) - mitigations_of(old, threat, states) for states in (IN_PLACE, VERIFIED)
    )


RULE = Rule(
    id="residual-rating",
    title="A threat is rated lower, or higher, after mitigation",
    weaker="A threat is rated lower with nothing done, or higher as a mitigation ends",
    stronger="A threat is rated lower as a mitigation is put in place, or is rated higher",
    reason="A residual rating that goes down while a mitigation is put in place or verified shows less risk; "
    "with nothing new in place it only asks for less. One that goes up asks for more, "
    "unless a mitigation was undone at the same time.",
    concerns=((Threat, "residual"),),
    judge=_judge,
)
