"""The rights of a data flow's account."""

from trailbook.records.kinds.threat_model import Flow
from trailbook.trail.effects.fact_judges import when_protected
from trailbook.trail.effects.rule import Rule

RULE = Rule(
    id="flow-rights",
    title="The account of a data flow gets wider rights, or fewer",
    weaker="The account of a data flow gets wider rights",
    stronger="The account of a data flow gets fewer rights",
    reason="Whoever talks a flow into something else can do all that its account may do.",
    concerns=((Flow, "facts"),),
    judge=when_protected({"administrative": 0, "wider": 1, "least": 2}, "rights"),
)
