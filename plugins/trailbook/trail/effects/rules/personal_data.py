"""Whether data is about people."""

from trailbook.records.kinds.threat_model import DataAsset
from trailbook.trail.effects.rule import Rule, when_higher

RULE = Rule(
    id="personal-data",
    title="Data is no longer marked as personal, or is marked",
    weaker="Data is no longer marked as personal",
    stronger="Data is marked as personal",
    reason="Data about people that is not marked as such is handled without the care that the law asks for.",
    concerns=((DataAsset, "personal"),),
    judge=when_higher("strengthens", (False, True)),
)
