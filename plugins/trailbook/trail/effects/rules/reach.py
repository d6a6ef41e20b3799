"""The audiences that a threat model states."""

from trailbook.records.kinds.threat_model import Boundary, Component, EntryPoint
from trailbook.trail.effects.fact_judges import when_reached
from trailbook.trail.effects.rule import Rule

RULE = Rule(
    id="reach",
    title="Who can reach a part, or change it, becomes wider, or narrower",
    weaker="Who can reach a part, or change it, becomes wider",
    stronger="Who can reach a part, or change it, becomes narrower",
    reason="Whoever can reach or change a part can misuse it, and so can whoever takes over their account. Guests "
    "can't be compared with the organisation. An audience that is stated for the first time is neutral.",
    concerns=((Boundary, "facts"), (Component, "facts"), (EntryPoint, "facts")),
    judge=when_reached("shared_with", "edited_by", "reached_by", "makers"),
)
