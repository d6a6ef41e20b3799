"""What a control allows."""

from trailbook.records.kinds.policy import Control
from trailbook.trail.effects.rule import Rule, when_added

RULE = Rule(
    id="allowed-uses",
    title="A control allows more, or less",
    weaker="A control allows more",
    stronger="A control allows less",
    reason="Every configuration, connector or use that a control allows is one that nobody has to ask for.",
    concerns=((Control, "allows"),),
    judge=when_added("weakens"),
)
