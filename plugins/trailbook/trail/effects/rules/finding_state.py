"""Findings of rules that nobody has to work on any more."""

from trailbook.records.kinds.threat_model import FindingState
from trailbook.records.model import Record
from trailbook.records.states import SET_ASIDE
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, item_in


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    was, now = (_is_let_be(record, change.item) for record in (old, new))
    return None if was == now else "weakens" if now else "strengthens"


def _is_let_be(record: Record | None, item: str | None) -> bool:
    entry = item_in(record, item, FindingState)
    return entry is not None and entry.state in SET_ASIDE


RULE = Rule(
    id="finding-state",
    title="A finding of a rule is let be, or taken up again",
    weaker="A finding of a rule is let be",
    stronger="A finding of a rule is taken up again",
    reason="A finding that is accepted or called a false positive is not worked on. One without an entry is open.",
    concerns=((FindingState, None), (FindingState, "state")),
    judge=_judge,
)
