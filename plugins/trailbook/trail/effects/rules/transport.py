"""How data is protected on its way."""

from trailbook.records.kinds.threat_model import Flow
from trailbook.trail.effects.fact_judges import when_protected
from trailbook.trail.effects.rule import Rule

RULE = Rule(
    id="transport",
    title="Data moves with weaker encryption, or with stronger",
    weaker="Data moves with weaker encryption",
    stronger="Data moves with stronger encryption",
    reason="What is not encrypted, or sent to whoever answers, can be read and changed on its way.",
    concerns=((Flow, "facts"),),
    judge=when_protected({"plain": 0, "unchecked": 1, "encrypted": 2}, "transport"),
)
