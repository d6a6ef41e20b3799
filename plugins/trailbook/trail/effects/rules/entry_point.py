"""Ways into the application."""

from trailbook.records.kinds.threat_model import EntryPoint
from trailbook.trail.effects.rule import Rule, when_added

RULE = Rule(
    id="entry-point",
    title="An entry point is added, or removed",
    weaker="An entry point is added",
    stronger="An entry point is removed",
    reason="Every entry point is a place where somebody outside can try their luck.",
    concerns=((EntryPoint, None),),
    judge=when_added("weakens"),
)
