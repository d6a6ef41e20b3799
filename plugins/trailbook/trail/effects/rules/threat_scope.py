"""The parts of an application that a threat is known to affect."""

from trailbook.records.kinds.threat_model import Threat
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.moved_text import is_gone
from trailbook.trail.effects.rule import Judgement, Rule, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if change.kind == "removed" and is_gone(str(change.before), old, new):
        return None
    return when_added("strengthens")(change, old, new)


RULE = Rule(
    id="threat-scope",
    title="A threat is said to affect less, or more",
    weaker="A threat is said to affect less",
    stronger="A threat is said to affect more",
    reason="A component that no threat affects gets no mitigation. Where the component itself is gone, it is neutral.",
    concerns=((Threat, "affects"),),
    judge=_judge,
)
