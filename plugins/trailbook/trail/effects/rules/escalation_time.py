"""How fast a playbook says to escalate."""

import re

from trailbook.records.kinds.playbook import Playbook
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import JsonValue
from trailbook.trail.effects.rule import Judgement, Rule, when_greater

_DURATION = re.compile(
    r"(?:within )?(?P<number>\d{1,6}|an?|one|two|three|four|five|six|ten|twelve) "
    r"(?P<unit>minute|hour|day|week|working day|working hour)s?\.?"
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "twelve": 12}
_UNITS = {
    "minute": ("clock", 1),
    "hour": ("clock", 60),
    "day": ("clock", 24 * 60),
    "week": ("clock", 7 * 24 * 60),
    "working hour": ("working hours", 1),
    "working day": ("working days", 1),
}


def duration(value: JsonValue) -> tuple[str, int] | None:
    """How a time is measured and how long it is, if it is stated in numbers: ``within 2 hours``."""
    text = " ".join(value.split()).casefold() if isinstance(value, str) else ""
    if text.rstrip(".") in ("at once", "immediately"):
        return "clock", 0
    if not (stated := _DURATION.fullmatch(text)):
        return None
    measure, length = _UNITS[stated["unit"]]
    number = stated["number"]
    return measure, length * (_NUMBERS.get(number) or int(number))


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    before, after = duration(change.before), duration(change.after)
    if not (change.field or "").endswith("].within") or before is None or after is None or before[0] != after[0]:
        return None
    return when_greater("weakens", before[1], after[1])


RULE = Rule(
    id="escalation-time",
    title="An escalation may take longer, or has to be faster",
    weaker="An escalation may take longer",
    stronger="An escalation has to be faster",
    reason="Time lost before somebody decides is time for the attacker. Only times stated in the same measure are "
    "compared: hours with days, not with working days or 'the same morning'.",
    concerns=((Playbook, "escalation"),),
    judge=_judge,
)
