"""The reason: without one, the trail shows what changed and a gap in place of why."""

from collections.abc import Iterator

from trailbook.contributing.messages.case import Case, Remark
from trailbook.contributing.messages.touched_records import TouchedRecord
from trailbook.trail.changes.change import Change
from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import is_placeholder

_SHOWN = 3
"""How many changes or records are named one by one."""
_TO_COMPLETE = "because …"
"""The end of a suggested line, which its author has to complete."""


def remarks(case: Case) -> Iterator[Remark]:
    """A change of records for which no reason is stated, or only an empty one."""
    if not case.text.lines:
        return
    first = case.text.lines[0].number
    empty = [
        trailer for trailer in case.text.trailer_lines if trailer.known == "Rationale" and _is_empty(trailer.value)
    ]
    for trailer in empty:
        yield Remark(trailer.line.number, "empty-rationale", "'Rationale:' is left without a reason")
    if empty or not case.touched or case.rationale.source not in ("title", "none"):
        return
    weaker = [(record, change) for record in case.touched for change in record.changes if change.effect == "weakens"]
    if weaker:
        yield Remark(
            first,
            "no-rationale",
            f"{_described_changes(weaker)}, and no reason is stated",
            add=_suggested_line(*weaker[0]),
        )
    elif case.records:
        ids = ", ".join(record.record for record in case.records[:_SHOWN])
        more = len(case.records) - _SHOWN
        message = f"no reason is stated for the change of {ids}{f' and {more} more' if more > 0 else ''}"
        yield Remark(first, "no-rationale", message, add=_suggested_line(case.records[0], case.records[0].changes[0]))
    else:
        message = f"no reason is stated for the change of {case.touched[0].path}; a sentence in the body will do"
        yield Remark(first, "no-rationale", message, "notice")


def _is_empty(value: str) -> bool:
    is_one_word = len(value.split()) == 1  # more may be a sentence that begins like a name which is none
    return not value.strip(" .…") or (is_one_word and is_placeholder(Person(value, ""))) or value.endswith(_TO_COMPLETE)


def _described_changes(weaker: list[tuple[TouchedRecord, Change]]) -> str:
    """The changes that weaken, the first ones in sentences."""
    sentences = "; ".join(record.sentence(change) for record, change in weaker[:_SHOWN])
    more = len(weaker) - _SHOWN
    return f"this weakens what protects ({sentences}{f'; and {more} more' if more > 0 else ''})"


def _suggested_line(record: TouchedRecord, change: Change) -> str:
    """A trailer that names a change, whose reason has to be completed."""
    return f"Rationale: {record.sentence(change)}, {_TO_COMPLETE}"
