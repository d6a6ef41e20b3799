"""Checks of configurations that come and go."""

from trailbook.records.kinds.template import Check
from trailbook.trail.effects.rule import Rule, when_added

RULE = Rule(
    id="check",
    title="A check of settings is removed, or added",
    weaker="A check of settings is removed",
    stronger="A check of settings is added",
    reason="A setting that nothing looks at can change without anybody seeing it.",
    concerns=((Check, None),),
    judge=when_added("strengthens"),
)
