"""Action items done, dropped or taken up again."""

from trailbook.records.kinds.action import Action
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if change.after == "dropped" or change.before == "done":
        return "weakens"
    return "strengthens" if change.after == "done" or change.before == "dropped" else None


_CAME = {"done": "An action item is done", "dropped": "An action item is dropped"}
_LEFT = {"done": "An action item is reopened", "dropped": "An action item is taken up again"}


def _case(change: Change) -> str:
    return _CAME.get(str(change.after)) or _LEFT.get(str(change.before), "")


RULE = Rule(
    id="action-state",
    title="An action item is done, dropped or reopened",
    weaker="An action item is dropped or reopened",
    stronger="An action item is done or taken up again",
    reason="An action that is done changed something for good; one that is dropped or reopened has not.",
    concerns=((Action, "state"),),
    judge=_judge,
    case=_case,
)
