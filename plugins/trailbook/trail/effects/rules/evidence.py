"""What an auditor can ask to see."""

from trailbook.records.kinds.policy import Control
from trailbook.trail.effects.rule import Rule, when_added

RULE = Rule(
    id="evidence",
    title="The evidence for a control is no longer named, or is named",
    weaker="The evidence for a control is no longer named",
    stronger="The evidence for a control is named",
    reason="A control that nobody can be shown is one that nobody can check.",
    concerns=((Control, "evidence"),),
    judge=when_added("strengthens"),
)
