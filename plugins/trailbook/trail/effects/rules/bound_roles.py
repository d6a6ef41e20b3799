"""Whom a policy binds."""

from trailbook.records.kinds.policy import Policy
from trailbook.trail.effects.rule import Rule, when_added

RULE = Rule(
    id="bound-roles",
    title="A policy binds fewer roles, or more",
    weaker="A policy binds fewer roles",
    stronger="A policy binds more roles",
    reason="A role that a policy does not name need not follow it.",
    concerns=((Policy, "roles"),),
    judge=when_added("strengthens"),
)
