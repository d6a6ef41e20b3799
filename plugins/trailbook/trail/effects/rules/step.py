"""Playbook steps that come and go."""

from trailbook.records.kinds.playbook import Step
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.moved_text import is_moved_elsewhere
from trailbook.trail.effects.rule import Judgement, Rule, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if is_moved_elsewhere(change, old, new, Step, lambda step, other: True):
        return None
    return when_added("strengthens")(change, old, new)


RULE = Rule(
    id="step",
    title="A playbook step is removed, or added",
    weaker="A playbook step is removed",
    stronger="A playbook step is added",
    reason="What the playbook does not say is not done, least of all under pressure. A step that is split, joined with "
    "another or numbered anew is neutral: its words stand in another.",
    concerns=((Step, None),),
    judge=_judge,
)
