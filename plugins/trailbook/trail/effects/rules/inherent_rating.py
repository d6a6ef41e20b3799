"""How a threat is rated with no mitigation in place."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.model import Record
from trailbook.records.ratings import score
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, item_in, when_greater


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    was, now = item_in(old, change.item, Threat), item_in(new, change.item, Threat)
    return when_greater("strengthens", score(was.inherent), score(now.inherent)) if was and now else None


RULE = Rule(
    id="inherent-rating",
    title="A threat is rated lower, or higher, before mitigation",
    weaker="A threat is rated lower before mitigation, which asks for less",
    stronger="A threat is rated higher before mitigation: the record claims less safety, and asks for more",
    reason="A threat of a lower level asks for less. The scores (likelihood times impact) are compared, so a rating "
    "that goes down in one and up in the other may be neutral.",
    concerns=((Threat, "inherent"),),
    judge=_judge,
)
