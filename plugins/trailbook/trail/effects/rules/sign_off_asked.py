"""Agreements that a record asks for."""

from trailbook.records.kinds.playbook import Playbook
from trailbook.records.model import OwnedRecord, Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    return when_added("strengthens")(change, old, new) if change.field in ("requires", "sign_offs") else None


RULE = Rule(
    id="sign-off-asked",
    title="A sign-off is no longer asked for, or is asked for",
    weaker="A sign-off is no longer asked for",
    stronger="A sign-off is asked for",
    reason="One person fewer has to agree, and to look, before it goes ahead.",
    concerns=((Playbook, "requires"), (OwnedRecord, "sign_offs")),
    judge=_judge,
)
