"""Where an indicator turns amber or red, and how long it may stay amber."""

from trailbook.records.kinds.indicator import Indicator
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, when_greater


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    before, after = change.before, change.after
    if not isinstance(old, Indicator) or not isinstance(new, Indicator) or old.worse != new.worse:
        return None
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return None
    later = change.field == "review_after" or new.worse == "higher"
    return when_greater("weakens" if later else "strengthens", before, after)


RULE = Rule(
    id="indicator-threshold",
    title="An indicator's threshold is relaxed, or tightened",
    weaker="An indicator's threshold is relaxed",
    stronger="An indicator's threshold is tightened",
    reason="A threshold further towards the worse lets more go wrong before anybody is asked to act. If the direction "
    "of the indicator changes as well, the thresholds can't be compared. More observations at amber before a review is "
    "due do the same.",
    concerns=((Indicator, "thresholds"), (Indicator, "review_after")),
    judge=_judge,
)
