"""Where the use of a component is logged."""

from trailbook.records.kinds.threat_model import Component
from trailbook.trail.effects.fact_judges import when_protected
from trailbook.trail.effects.rule import Rule

RULE = Rule(
    id="log-place",
    title="A part is logged in a weaker place, or no longer, or the other way round",
    weaker="A part is logged in a weaker place, or no longer",
    stronger="A part is logged, or in a better place",
    reason="What is not logged can't be investigated, and nobody else looks at a log that its maker alone can see.",
    concerns=((Component, "facts"),),
    judge=when_protected({"none": 0, "run-history": 1, "platform": 2, "central": 3}, "logging"),
)
