"""How sensitive data is said to be."""

from trailbook.records.kinds.threat_model import DataAsset
from trailbook.records.vocabulary import SENSITIVITIES
from trailbook.trail.effects.rule import Rule, when_higher

RULE = Rule(
    id="data-sensitivity",
    title="Data is classified lower, or higher",
    weaker="Data is classified lower",
    stronger="Data is classified higher",
    reason="Data of a lower class may be kept, shared and sent under weaker rules.",
    concerns=((DataAsset, "sensitivity"),),
    judge=when_higher("strengthens", SENSITIVITIES),
)
