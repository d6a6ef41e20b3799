"""When mitigations and action items are due."""

from trailbook.records.kinds.action import Action
from trailbook.records.kinds.threat_model import Mitigation
from trailbook.records.model import Record
from trailbook.records.states import is_pending
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, item_in, when_added, when_later


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    was, now = _dated(old, change.item), _dated(new, change.item)
    if was is None or now is None or not (is_pending(was) and is_pending(now)):
        return None
    return when_added("strengthens")(change, old, new) or when_later("weakens", change.before, change.after)


def _dated(record: Record | None, id: str | None) -> Mitigation | Action | None:
    return item_in(record, id, Mitigation) or item_in(record, id, Action)


RULE = Rule(
    id="due-date",
    title="Something is due later, or earlier",
    weaker="Something is due later",
    stronger="Something is due earlier",
    reason="Until a mitigation or action is done the risk is as high as before, and without a day nobody is late. "
    "The day of what is done, dropped or withdrawn is neutral, and so is that of what is taken up again: its state "
    "shows it.",
    concerns=((Mitigation, "due"), (Action, "due")),
    judge=_judge,
)
