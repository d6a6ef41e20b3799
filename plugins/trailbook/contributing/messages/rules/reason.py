"""The reason: without one the trail shows what changed and a gap where the why should be."""

from collections.abc import Iterator

from trailbook.contributing.messages.case import Case, Remark
from trailbook.contributing.messages.touched_records import Touched
from trailbook.trail.changes.change import Change
from trailbook.trail.git.commits import Person
from trailbook.trail.git.people import is_placeholder

_SHOWN = 3
"""How many changes are named one by one."""
_OPEN = "because …"
"""The end of a line that somebody has to complete."""


def remarks(case: Case) -> Iterator[Remark]:
    """A change of records for which no reason is stated, or a stated one that says nothing."""
    if not case.written.lines:
        return
    first = case.written.lines[0].number
    empty = [one for one in case.written.shaped if one.known == "Rationale" and _is_empty(one.value)]
    for one in empty:
        yield Remark(one.line.number, "empty-rationale", "'Rationale:' is left without a reason")
    if empty or not case.touched or case.rationale.source not in ("title", "none"):
        return
    weaker = [(record, change) for record in case.touched for change in record.changes if change.effect == "weakens"]
    if weaker:
        yield Remark(first, "no-rationale", f"{_named(weaker)}, and no reason is stated", add=_ready(*weaker[0]))
    elif case.records:
        ids = ", ".join(one.record for one in case.records[:_SHOWN])
        more = len(case.records) - _SHOWN
        message = f"no reason is stated for the change of {ids}{f' and {more} more' if more > 0 else ''}"
        yield Remark(first, "no-rationale", message, add=_ready(case.records[0], case.records[0].changes[0]))
    else:
        message = f"no reason is stated for the change of {case.touched[0].path}; a sentence in the body will do"
        yield Remark(first, "no-rationale", message, "notice")


def _is_empty(value: str) -> bool:
    return not value.strip(" .…") or is_placeholder(Person(value, "")) or value.endswith(_OPEN)


def _named(weaker: list[tuple[Touched, Change]]) -> str:
    """The changes that weaken, the first ones in words."""
    said = "; ".join(record.sentence(change) for record, change in weaker[:_SHOWN])
    more = len(weaker) - _SHOWN
    return f"this weakens what protects ({said}{f'; and {more} more' if more > 0 else ''})"


def _ready(record: Touched, change: Change) -> str:
    """A line with a change in it, which has to be completed."""
    return f"Rationale: {record.sentence(change)}, {_OPEN}"
