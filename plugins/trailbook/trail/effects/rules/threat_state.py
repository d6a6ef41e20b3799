"""Threats that nobody has to work on any more."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.model import Record
from trailbook.records.states import SET_ASIDE
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.mitigation_states import mitigations_of
from trailbook.trail.effects.rule import Judgement, Rule


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if change.after in SET_ASIDE:
        return None if change.before in SET_ASIDE else "weakens"
    if change.after == "mitigated":
        return "strengthens" if mitigations_of(new, change.item) else "weakens"
    return "strengthens" if change.before in SET_ASIDE else None


def _case(change: Change) -> str:
    if change.effect == "strengthens":
        return "A threat is mitigated" if change.after == "mitigated" else "A threat is taken up again"
    return {
        "accepted": "A threat is accepted",
        "false-positive": "A threat is called a false positive",
        "mitigated": "A threat is called mitigated with nothing done about it",
    }.get(str(change.after), "")


RULE = Rule(
    id="threat-state",
    title="A threat is closed, or taken up again",
    weaker="A threat is closed with nothing done about it",
    stronger="A threat is mitigated or taken up again",
    reason="An accepted threat or a false positive is let be. One that is called mitigated is so only with a "
    "mitigation in place; with none, it is merely no longer worked on.",
    concerns=((Threat, "state"),),
    judge=_judge,
    case=_case,
)
