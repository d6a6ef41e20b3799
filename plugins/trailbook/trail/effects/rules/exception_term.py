"""How long an approved exception lasts."""

from trailbook.records.kinds.policy import PolicyException
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, item_in, when_later


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    was, now = item_in(old, change.item, PolicyException), item_in(new, change.item, PolicyException)
    if was is None or now is None or not was.state == now.state == "approved":
        return None
    return when_later("weakens", change.before, change.after)


RULE = Rule(
    id="exception-term",
    title="An approved exception is extended, or shortened",
    weaker="An approved exception is extended",
    stronger="An approved exception is shortened",
    reason="Until an exception expires its control is not followed. The day of one that is only now approved, or ends, "
    "is neutral.",
    concerns=((PolicyException, "expires"),),
    judge=_judge,
)
