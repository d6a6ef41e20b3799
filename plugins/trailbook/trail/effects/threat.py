"""Threats that come and go."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.trail.rule import Rule, when_added

RULE = Rule(
    id="threat",
    title="A threat is removed, or recognised",
    reason="A threat that is not on record is not mitigated, however real it is; one that is recognised can be.",
    concerns=((Threat, None),),
    judge=when_added("strengthens"),
)
