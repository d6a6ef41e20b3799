"""Mitigations put in place, undone or given up."""

from trailbook.records.kinds.threat_model import Mitigation
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, when_greater

STANDING = {"withdrawn": 0, "proposed": 1, "planned": 1, "in-progress": 1, "implemented": 2, "verified": 3}
"""How far a mitigation stands, by its state."""


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    before, after = STANDING.get(str(change.before)), STANDING.get(str(change.after))
    return None if before is None or after is None else when_greater("strengthens", before, after)


def _case(change: Change) -> str:
    if change.effect == "weakens":
        return {
            "withdrawn": "A mitigation is withdrawn",
            "implemented": "A mitigation is no longer shown to work",
        }.get(str(change.after), "A mitigation is undone")
    return {
        "implemented": "A mitigation is put in place",
        "verified": "A mitigation is shown to work",
    }.get(str(change.after), "A mitigation is taken up again")


RULE = Rule(
    id="mitigation-state",
    title="A mitigation is undone or withdrawn, or put in place",
    weaker="A mitigation is undone, withdrawn or no longer shown to work",
    stronger="A mitigation is put in place, shown to work or taken up again",
    reason="Only a mitigation that is implemented lowers a risk, and one that was verified is known to. Steps from "
    "proposed to in progress are neutral.",
    concerns=((Mitigation, "state"),),
    judge=_judge,
    case=_case,
)
