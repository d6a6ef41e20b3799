"""Agreements given or withdrawn."""

from trailbook.records.model import OwnedRecord, Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if not (change.field or "").endswith("].state"):
        return None
    if change.before == "given":
        return "weakens"
    return "strengthens" if change.after == "given" else None


RULE = Rule(
    id="sign-off-state",
    title="A sign-off is withdrawn, or given",
    weaker="A sign-off is withdrawn",
    stronger="A sign-off is given",
    reason="Somebody who had agreed to the record no longer does, or somebody who was asked now does. The record only "
    "claims it; what git shows of the approval is shown beside it.",
    concerns=((OwnedRecord, "sign_offs"),),
    judge=_judge,
)
