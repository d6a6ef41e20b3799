"""Exceptions to controls, approved or ended."""

from trailbook.records.kinds.policy import PolicyException
from trailbook.records.model import Record
from trailbook.trail.decisions import Change
from trailbook.trail.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    before, after = (item_in(record, change.item, PolicyException) for record in (old, new))
    was, now = (exception is not None and exception.state == "approved" for exception in (before, after))
    return None if was == now else "weakens" if now else "strengthens"


RULE = Rule(
    id="exception",
    title="An exception is approved, or ends",
    reason="While an exception is approved its control is not followed. One that is only requested, or refused, is "
    "neutral.",
    concerns=((PolicyException, None), (PolicyException, "state")),
    judge=_judge,
)
