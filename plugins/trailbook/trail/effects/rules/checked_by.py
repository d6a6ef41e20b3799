"""Which checks of settings a control names."""

from trailbook.records.kinds.policy import Control
from trailbook.trail.effects.rule import Rule, when_named

RULE = Rule(
    id="checked-by",
    title="The number of automatic checks of a control changes",
    weaker="A control has fewer automatic checks",
    stronger="A control has more automatic checks",
    reason="A control that names its checks is one whose breach is reported.",
    concerns=((Control, "checked_by"),),
    judge=when_named("strengthens"),
)
