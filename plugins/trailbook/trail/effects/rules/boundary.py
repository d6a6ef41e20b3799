"""Trust boundaries drawn or given up."""

from trailbook.records.kinds.threat_model import Boundary
from trailbook.trail.effects.rule import Rule, when_added

RULE = Rule(
    id="boundary",
    title="A trust boundary is removed, or drawn",
    weaker="A trust boundary is removed",
    stronger="A trust boundary is drawn",
    reason="Where no boundary is drawn, nobody looks at what crosses it.",
    concerns=((Boundary, None),),
    judge=when_added("strengthens"),
)
