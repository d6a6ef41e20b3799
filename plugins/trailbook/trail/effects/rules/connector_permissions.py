"""The permissions a connector asks for."""

from trailbook.records.kinds.connector import Connector
from trailbook.trail.effects.rule import Rule, when_added

RULE = Rule(
    id="connector-permissions",
    title="A connector gets more permissions, or fewer",
    weaker="A connector gets more permissions",
    stronger="A connector gets fewer permissions",
    reason="Whoever takes over a connector can do what its permissions allow.",
    concerns=((Connector, "permissions"),),
    judge=when_added("weakens"),
)
