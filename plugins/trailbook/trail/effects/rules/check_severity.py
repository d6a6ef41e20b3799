"""How bad a deviation is said to be."""

from typing import get_args

from trailbook.records.kinds.template import Check
from trailbook.records.vocabulary import Severity
from trailbook.trail.effects.rule import Rule, when_higher

RULE = Rule(
    id="check-severity",
    title="A deviation is rated lower, or higher",
    weaker="A deviation is rated lower",
    stronger="A deviation is rated higher",
    reason="What is rated low is looked at last, and stops no pipeline.",
    concerns=((Check, "severity"),),
    judge=when_higher("strengthens", get_args(Severity)),
)
