"""Components moved out of trust boundaries or into them."""

from trailbook.records.kinds.threat_model import Component, ThreatModel
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.derived import enclosing
from trailbook.trail.effects.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    was, now = item_in(old, change.item, Component), item_in(new, change.item, Component)
    if not (isinstance(old, ThreatModel) and isinstance(new, ThreatModel) and was and now):
        return None
    before, after = enclosing(old, was.boundary), enclosing(new, now.boundary)
    if after < before:
        return "weakens"
    return "strengthens" if after > before else None


RULE = Rule(
    id="component-boundary",
    title="A component is moved out of a trust boundary, or into one",
    weaker="A component is moved out of a trust boundary",
    stronger="A component is moved into a trust boundary",
    reason="Outside a boundary a component is reached by more people or under weaker rules. A move from one boundary "
    "to another that is no part of it is neutral.",
    concerns=((Component, "boundary"),),
    judge=_judge,
)
