"""What has to be logged, and where logs are found."""

from trailbook.records.kinds.playbook import Playbook
from trailbook.records.kinds.policy import Control
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    return when_added("strengthens")(change, old, new) if change.field in ("logging", "logs") else None


def _case(change: Change) -> str:
    if change.field == "logs":
        return "The place of a log is added" if change.effect == "strengthens" else "The place of a log is removed"
    added = "A logging expectation is added"
    return added if change.effect == "strengthens" else "A logging expectation is removed"


RULE = Rule(
    id="logging",
    title="A logging expectation or the place of a log is removed, or added",
    weaker="A logging expectation or the place of a log is removed",
    stronger="A logging expectation or the place of a log is added",
    reason="What is not logged, or not found in time, can't be investigated.",
    concerns=((Control, "logging"), (Playbook, "logs")),
    judge=_judge,
    case=_case,
)
