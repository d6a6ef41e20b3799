"""How long an approved exception lasts."""

from trailbook.records.kinds.policy import PolicyException
from trailbook.records.model import Record
from trailbook.trail.decisions import Change
from trailbook.trail.rule import Judgement, Rule, item_in, when_later


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    exception = item_in(new, change.item, PolicyException)
    return when_later("weakens", change.before, change.after) if exception and exception.state == "approved" else None


RULE = Rule(
    id="exception-term",
    title="An approved exception is extended, or shortened",
    reason="Until an exception expires its control is not followed.",
    concerns=((PolicyException, "expires"),),
    judge=_judge,
)
