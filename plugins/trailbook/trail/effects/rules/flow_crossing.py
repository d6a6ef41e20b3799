"""Data flows across trust boundaries."""

from trailbook.records.kinds.threat_model import Flow, ThreatModel
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.derived import crossed, inside
from trailbook.trail.effects.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    was, now = item_in(old, change.item, Flow), item_in(new, change.item, Flow)
    before, after = _crossed(old, change.item), _crossed(new, change.item)
    came, went = after - before, before - after
    if was and now and isinstance(old, ThreatModel) and isinstance(new, ThreatModel):
        came &= {boundary.id for boundary in old.boundaries}
        went &= {boundary.id for boundary in new.boundaries}
        if (was.source, was.target) == (now.source, now.target):
            came &= inside(old, was.source)
            went &= inside(new, now.source)
    return "weakens" if came else "strengthens" if went else None


def _crossed(record: Record | None, flow: str | None) -> set[str]:
    return set(crossed(record).get(flow or "", ())) if isinstance(record, ThreatModel) else set()


RULE = Rule(
    id="flow-crossing",
    title="Data newly crosses a trust boundary, or no longer",
    weaker="Data newly crosses a trust boundary",
    stronger="Data no longer crosses a trust boundary",
    reason="On the other side of a boundary other people or rules are trusted. Where the boundary was merely drawn or "
    "removed, or an end of the flow was moved into it from outside, the flow itself is neutral.",
    concerns=((Flow, None), (Flow, "crosses")),
    judge=_judge,
)
