"""Accepting a risk, and for how long."""

from trailbook.records.kinds.threat_model import FindingState, Threat
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.mitigation_states import is_answered
from trailbook.trail.effects.rule import Judgement, Rule, when_added, when_later


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if change.field != "acceptance":
        return when_later("weakens", change.before, change.after) if change.field == "acceptance.until" else None
    other = old if change.kind == "added" else new
    return when_added("weakens")(change, old, new) if is_answered(other, change.item) else None


def _case(change: Change) -> str:
    if change.field == "acceptance.until":
        longer = "A risk is accepted for longer"
        return longer if change.effect == "weakens" else "A risk is accepted for a shorter time"
    return "A risk is accepted" if change.effect == "weakens" else "A risk is no longer accepted"


RULE = Rule(
    id="acceptance",
    title="A risk is accepted, or for longer",
    weaker="A risk is accepted, or for longer",
    stronger="A risk is no longer accepted, or for a shorter time",
    reason="An accepted risk stays as it is until the day named; nobody has to do anything about it before. "
    "Where the threat was let be already, or is afterwards, the acceptance itself is neutral.",
    concerns=((Threat, "acceptance"), (FindingState, "acceptance")),
    judge=_judge,
    case=_case,
)
