"""Controls that come and go."""

from typing import get_args

from trailbook.records.kinds.policy import Control
from trailbook.records.model import Record
from trailbook.records.vocabulary import Obligation
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.moved_text import is_moved_elsewhere
from trailbook.trail.effects.rule import Judgement, Rule, item_in, when_added

_STRICTEST_FIRST = get_args(Obligation)


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    control = item_in(old if change.kind == "removed" else new, change.item, Control)
    if control is None or control.level == "may" or is_moved_elsewhere(change, old, new, Control, _as_strict):
        return None
    return when_added("strengthens")(change, old, new)


def _as_strict(control: Control, other: Control) -> bool:
    return _STRICTEST_FIRST.index(other.level) <= _STRICTEST_FIRST.index(control.level)


RULE = Rule(
    id="control",
    title="A control is removed, or added",
    weaker="A control is removed",
    stronger="A control is added",
    reason="What no control asks for, nobody has to do. Controls that only say what may be done are neutral, "
    "and so is one that is split, joined with another or numbered anew, if the words bind as strictly there.",
    concerns=((Control, None),),
    judge=_judge,
)
