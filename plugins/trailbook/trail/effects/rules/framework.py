"""The requirements of frameworks that controls and threats are mapped to."""

from trailbook.records.kinds.policy import Control
from trailbook.records.kinds.threat_model import Threat
from trailbook.trail.effects.rule import Rule, when_added

RULE = Rule(
    id="framework",
    title="A framework mapping is removed, or added",
    weaker="A framework mapping is removed",
    stronger="A framework mapping is added",
    reason="Nobody answers for a requirement that nothing is mapped to.",
    concerns=((Control, "frameworks"), (Threat, "frameworks")),
    judge=when_added("strengthens"),
)
