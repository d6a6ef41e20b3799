"""How strictly a control binds."""

from trailbook.records.kinds.policy import Control
from trailbook.trail.effects.rule import Rule, when_higher

RULE = Rule(
    id="obligation",
    title="A control's obligation is lowered, or raised",
    weaker="A control's obligation is lowered",
    stronger="A control's obligation is raised",
    reason="What must be done can be relied on and audited; what should or may be done is left to whoever does it.",
    concerns=((Control, "level"),),
    judge=when_higher("strengthens", ("may", "should", "must")),
)
