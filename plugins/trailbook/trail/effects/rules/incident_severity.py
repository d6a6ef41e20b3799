"""How severe an incident is said to have been."""

from typing import get_args

from trailbook.records.kinds.postmortem import Postmortem
from trailbook.records.vocabulary import Severity
from trailbook.trail.effects.rule import Rule, when_higher

RULE = Rule(
    id="incident-severity",
    title="An incident is rated less severe, or more",
    weaker="An incident is rated less severe",
    stronger="An incident is rated more severe",
    reason="What is learned from an incident is given the weight that its severity has.",
    concerns=((Postmortem, "severity"),),
    judge=when_higher("strengthens", get_args(Severity)),
)
