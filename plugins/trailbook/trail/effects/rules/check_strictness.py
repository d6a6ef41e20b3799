"""How much a check of settings lets pass."""

from trailbook.records.kinds.template import Check
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, opposite, when_added, when_greater

_LET_PASS = ("one_of", "subset_of")
_ASKED_FOR = ("none_of", "contains")
_GREATER_LETS_PASS = ("at_most", "within_days")


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    field = change.field or ""
    if field == "optional":
        return "weakens" if change.after else "strengthens"
    if field in _LET_PASS:
        return when_added("weakens")(change, old, new)
    if field in _ASKED_FOR:
        return when_added("strengthens")(change, old, new)
    before, after = change.before, change.after
    if isinstance(before, (int, float)) and isinstance(after, (int, float)):
        greater = when_greater("weakens", before, after)
        return greater if field in _GREATER_LETS_PASS or greater is None else opposite(greater)
    return None


RULE = Rule(
    id="check-strictness",
    title="A check of settings lets more pass, or less",
    weaker="A check of settings lets more pass",
    stronger="A check of settings lets less pass",
    reason="A limit that is raised, a further value that is allowed or a setting that may be missing turns what was "
    "a deviation into none, with nothing changed on the platform.",
    concerns=tuple((Check, field) for field in ("optional", "at_least", *_LET_PASS, *_ASKED_FOR, *_GREATER_LETS_PASS)),
    judge=_judge,
)
