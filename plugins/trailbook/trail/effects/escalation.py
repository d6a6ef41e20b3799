"""Whom a playbook says to call."""

from trailbook.records.kinds.playbook import Playbook
from trailbook.records.model import Record
from trailbook.trail.decisions import Change
from trailbook.trail.rule import Judgement, Rule, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    return when_added("strengthens")(change, old, new) if change.field == "escalation" else None


RULE = Rule(
    id="escalation",
    title="An escalation is removed from a playbook, or added",
    reason="In an incident people call whom the playbook names, and nobody else in time.",
    concerns=((Playbook, "escalation"),),
    judge=_judge,
)
