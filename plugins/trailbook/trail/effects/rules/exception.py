"""Exceptions to controls, approved or ended."""

from trailbook.records.kinds.policy import PolicyException
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.moved_text import is_gone
from trailbook.trail.effects.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    before, after = (item_in(record, change.item, PolicyException) for record in (old, new))
    was, now = (exception is not None and exception.state == "approved" for exception in (before, after))
    if was == now:
        return None
    if after and now:
        return None if is_gone(after.control, new, old) else "weakens"
    return None if before and is_gone(before.control, old, new) else "strengthens"


RULE = Rule(
    id="exception",
    title="An exception is approved, or ends",
    weaker="An exception is approved",
    stronger="An exception ends",
    reason="While an exception is approved its control is not followed. One that is only requested, or refused, is "
    "neutral, and so is one that comes or goes with its control.",
    concerns=((PolicyException, None), (PolicyException, "state")),
    judge=_judge,
)
