"""What an approved exception is for."""

from trailbook.records.kinds.policy import PolicyException
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, item_in, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    before, after = (item_in(record, change.item, PolicyException) for record in (old, new))
    if before is None or after is None or not before.state == after.state == "approved":
        return None
    names = (change.field or "").partition("[")[0]
    had, has = (bool(getattr(exception, names)) for exception in (before, after))
    if had != has:  # naming nothing is an exception for everything
        return "weakens" if had else "strengthens"
    return when_added("weakens")(change, old, new)


RULE = Rule(
    id="exception-scope",
    title="An exception reaches further, or less far",
    weaker="An exception reaches further",
    stronger="An exception reaches less far",
    reason="An approved exception lets a control be passed over where it says. One that names no application or "
    "setting is for all of them.",
    concerns=((PolicyException, "applications"), (PolicyException, "settings")),
    judge=_judge,
)
