"""The kind of account that data moves under."""

from trailbook.records.kinds.threat_model import Flow
from trailbook.trail.effects.fact_judges import when_protected
from trailbook.trail.effects.rule import Rule

RULE = Rule(
    id="flow-account",
    title="Data moves under an account that nobody answers for, or under one with an owner",
    weaker="Data moves under an account that nobody answers for",
    stronger="Data moves under an account with an owner",
    reason="Nobody can be asked what an anonymous or a shared account did. The other kinds of account can't be "
    "compared.",
    concerns=((Flow, "facts"),),
    judge=when_protected({"anonymous": 0, "shared": 1, "maker": 2, "service": 2, "user": 2}, "runs_as"),
)
