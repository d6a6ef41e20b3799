"""Data flows across trust boundaries."""

from trailbook.records.kinds.threat_model import Flow, ThreatModel
from trailbook.records.model import Record
from trailbook.trail.decisions import Change
from trailbook.trail.derived import crossed
from trailbook.trail.rule import Judgement, Rule


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    before, after = _crossed(old, change.item), _crossed(new, change.item)
    if (after - before) & (_drawn(old) if change.field else after):
        return "weakens"
    return "strengthens" if (before - after) & _drawn(new) else None


def _crossed(record: Record | None, flow: str | None) -> set[str]:
    return set(crossed(record).get(flow or "", ())) if isinstance(record, ThreatModel) else set()


def _drawn(record: Record | None) -> set[str]:
    return {boundary.id for boundary in record.boundaries} if isinstance(record, ThreatModel) else set()


RULE = Rule(
    id="flow-crossing",
    title="Data newly crosses a trust boundary, or no longer",
    reason="On the other side of a boundary other people or rules are trusted. Where only the boundary was drawn or "
    "removed, the flow is as it was.",
    concerns=((Flow, None), (Flow, "crosses")),
    judge=_judge,
)
