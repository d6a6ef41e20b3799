"""The parts of an application that a threat is known to affect."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.model import Item, Record
from trailbook.trail.decisions import Change
from trailbook.trail.rule import Judgement, Rule, item_in, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    gone = new and item_in(new, str(change.before).removeprefix(f"{new.id}."), Item) is None
    return None if change.kind == "removed" and gone else when_added("strengthens")(change, old, new)


RULE = Rule(
    id="threat-scope",
    title="A threat is said to affect less, or more",
    reason="A component that no threat affects gets no mitigation. Where the component itself is gone, it is neutral.",
    concerns=((Threat, "affects"),),
    judge=_judge,
)
