"""When a record is reviewed next."""

from trailbook.records.model import OwnedRecord, Record, next_review
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if change.field != "review.next" or not isinstance(old, OwnedRecord) or not isinstance(new, OwnedRecord):
        return None
    if old.review is None or new.review is None or old.review.last != new.review.last:
        return None
    before, after = next_review(old.review), next_review(new.review)
    if before == after:
        return None
    return "weakens" if after is None or (before is not None and after > before) else "strengthens"


RULE = Rule(
    id="review-date",
    title="A review is postponed, or brought forward",
    weaker="A review is postponed",
    stronger="A review is brought forward",
    reason="The day of the next review moves although no review is said to have taken place. After a review a later "
    "day is what one expects, and neutral.",
    concerns=((OwnedRecord, "review"),),
    judge=_judge,
)
