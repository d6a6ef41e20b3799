"""How people sign in at an entry point."""

from trailbook.records.kinds.threat_model import EntryPoint
from trailbook.trail.effects.fact_judges import when_protected
from trailbook.trail.effects.rule import Rule

RULE = Rule(
    id="sign-in",
    title="People prove who they are in a weaker way, or in a stronger one",
    weaker="People prove who they are in a weaker way",
    stronger="People prove who they are in a stronger way",
    reason="What is passed on or guessed more easily lets in more people than were meant. A key and a password can't "
    "be compared.",
    concerns=((EntryPoint, "facts"),),
    judge=when_protected(
        {"none": 0, "link": 1, "key": 2, "password": 2, "single-sign-on": 3, "multi-factor": 4}, "sign_in"
    ),
)
