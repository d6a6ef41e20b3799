"""Threats that come and go."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.model import Record
from trailbook.text.json_text import at
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.moved_text import all_gone
from trailbook.trail.effects.rule import Judgement, Rule, item_in, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    threat = item_in(old, change.item, Threat) if change.kind == "removed" else None
    return None if threat and all_gone(threat.affects, old, new) else when_added("strengthens")(change, old, new)


def _case(change: Change) -> str:
    is_accepted = change.effect == "strengthens" and at(change.after, "state") == "accepted"
    return "A threat is recognised, and accepted at once" if is_accepted else ""


RULE = Rule(
    id="threat",
    title="A threat is removed, or recognised",
    weaker="A threat is removed",
    stronger="A threat is recognised",
    reason="A threat that is not on record is not mitigated, however real it is; one that is recognised can be. A "
    "threat that goes with everything it affected is neutral.",
    concerns=((Threat, None),),
    judge=_judge,
    case=_case,
)
