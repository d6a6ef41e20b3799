"""Actions of playbook steps that come and go."""

from trailbook.records.kinds.playbook import Step
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, item_in, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    before, after = item_in(old, change.item, Step), item_in(new, change.item, Step)
    if before is None or after is None or not (before.actions and after.actions):
        return None
    here, there = (new, old) if change.kind == "added" else (old, new)
    text = change.after if change.kind == "added" else change.before
    return when_added("strengthens")(change, old, new) if _stated(here, text) > _stated(there, text) else None


def _stated(playbook: Record | None, action: object) -> int:
    """How often the steps of a playbook state an action."""
    items = playbook.items() if playbook else ()
    return sum(step.actions.count(action) for step in items if isinstance(step, Step) and isinstance(action, str))


RULE = Rule(
    id="step-action",
    title="An action of a playbook step is removed, or added",
    weaker="An action of a playbook step is removed",
    stronger="An action of a playbook step is added",
    reason="Under pressure people do what they can tick. A step that gets its first actions is neutral, since its text "
    "had them before; so is one that loses all, and an action that another step has now.",
    concerns=((Step, "actions"),),
    judge=_judge,
)
