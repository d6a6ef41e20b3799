"""Where the use of a component is logged."""

from trailbook.records.kinds.threat_model import Component
from trailbook.text.json_text import at
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.fact_judges import when_protected
from trailbook.trail.effects.rule import Rule

_NOWHERE = (None, "none")


def _case(change: Change) -> str:
    before, after = (
        at(value, "logging") if change.field == "facts" else value for value in (change.before, change.after)
    )
    if change.effect == "weakens":
        return "A part is no longer logged" if after in _NOWHERE else "A part is logged in a weaker place"
    return "A part is logged" if before in _NOWHERE else "A part is logged in a better place"


RULE = Rule(
    id="log-place",
    title="A part is logged in a weaker place, or no longer, or the other way round",
    weaker="A part is logged in a weaker place, or no longer",
    stronger="A part is logged, or in a better place",
    reason="What is not logged can't be investigated, and nobody else looks at a log that its maker alone can see.",
    concerns=((Component, "facts"),),
    judge=when_protected({"none": 0, "run-history": 1, "platform": 2, "central": 3}, "logging"),
    case=_case,
)
