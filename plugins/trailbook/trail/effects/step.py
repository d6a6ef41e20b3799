"""Playbook steps that come and go."""

from trailbook.records.kinds.playbook import Step
from trailbook.trail.rule import Rule, when_added

RULE = Rule(
    id="step",
    title="A playbook step is removed, or added",
    reason="What the playbook does not say is not done, least of all under pressure.",
    concerns=((Step, None),),
    judge=when_added("strengthens"),
)
