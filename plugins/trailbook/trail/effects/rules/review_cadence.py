"""How often a record is reviewed."""

from trailbook.records.model import OwnedRecord, Record
from trailbook.records.vocabulary import CADENCE_MONTHS
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, when_added, when_greater


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if change.field == "review":
        return when_added("strengthens")(change, old, new)
    before, after = CADENCE_MONTHS.get(str(change.before)), CADENCE_MONTHS.get(str(change.after))
    if change.field != "review.cadence" or before is None or after is None:
        return None
    return when_greater("weakens", before, after)


RULE = Rule(
    id="review-cadence",
    title="A record is reviewed less often, or more often",
    weaker="A record is reviewed less often",
    stronger="A record is reviewed more often",
    reason="Between two reviews a record drifts away from what it describes, and nobody has to notice.",
    concerns=((OwnedRecord, "review"),),
    judge=_judge,
)
