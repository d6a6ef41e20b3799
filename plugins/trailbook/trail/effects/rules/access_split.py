"""Whether access to a component is split."""

from trailbook.records.kinds.threat_model import Component
from trailbook.trail.effects.fact_judges import when_protected
from trailbook.trail.effects.rule import Rule

RULE = Rule(
    id="access-split",
    title="Access is given to the whole instead of a part, or to a part",
    weaker="Access is given to the whole instead of a part",
    stronger="Access is given to a part instead of the whole",
    reason="Who may read the whole can copy the whole. Rows and fields can't be compared, so a change between them is "
    "neutral.",
    concerns=((Component, "facts"),),
    judge=when_protected({"whole": 0, "rows": 1, "fields": 1}, "permissions"),
)
