"""The most sensitive data that a connector may carry."""

from trailbook.records.kinds.connector import Connector
from trailbook.records.vocabulary import SENSITIVITIES
from trailbook.trail.effects.rule import Rule, when_higher

RULE = Rule(
    id="data-carried",
    title="A connector may carry more sensitive data, or less",
    weaker="A connector may carry more sensitive data",
    stronger="A connector may carry only less sensitive data",
    reason="The more sensitive the data a connector may carry, the more is lost when it leaks.",
    concerns=((Connector, "data_up_to"),),
    judge=when_higher("weakens", (None, *SENSITIVITIES)),
)
