"""The data-loss-prevention group of a connector."""

from trailbook.records.kinds.connector import Connector
from trailbook.trail.effects.rule import Rule, when_higher

RULE = Rule(
    id="connector-group",
    title="A connector's data-loss-prevention group is loosened, or tightened",
    weaker="A connector's data-loss-prevention group is loosened",
    stronger="A connector's data-loss-prevention group is tightened",
    reason="Connectors of the business group may share business data, others may not, and blocked ones are not used.",
    concerns=((Connector, "group"),),
    judge=when_higher("weakens", ("blocked", "non-business", "business")),
)
