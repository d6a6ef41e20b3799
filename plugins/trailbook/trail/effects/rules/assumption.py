"""Assumptions that a threat model states."""

from trailbook.records.kinds.threat_model import Assumption
from trailbook.trail.effects.rule import Rule, when_added

RULE = Rule(
    id="assumption",
    title="An assumption is no longer stated, or is stated",
    weaker="An assumption is no longer stated",
    stronger="An assumption is stated",
    reason="An assumption on record shows when the model has to be reviewed; unstated, it fails without notice.",
    concerns=((Assumption, None),),
    judge=when_added("strengthens"),
)
