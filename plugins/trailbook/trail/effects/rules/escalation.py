"""Whom a playbook says to call."""

from trailbook.records.kinds.playbook import Playbook
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if change.field != "escalation" or not isinstance(old, Playbook) or not isinstance(new, Playbook):
        return None
    entry = change.after if change.kind == "added" else change.before
    called = entry.get("to") if isinstance(entry, dict) else None
    more = [_calls(new, called) > _calls(old, called), _calls(old, called) > _calls(new, called)]
    return when_added("strengthens")(change, old, new) if more[change.kind == "removed"] else None


def _calls(playbook: Playbook, called: object) -> int:
    return sum(escalation.to == called for escalation in playbook.escalation)


RULE = Rule(
    id="escalation",
    title="An escalation is removed from a playbook, or added",
    weaker="An escalation is removed from a playbook",
    stronger="An escalation is added to a playbook",
    reason="In an incident people call whom the playbook names, and nobody else in time. Where the same "
    "people are called on other terms instead, it is neutral.",
    concerns=((Playbook, "escalation"),),
    judge=_judge,
)
