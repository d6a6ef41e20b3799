"""Hints in an empty commit message: what the staged changes do to records, and lines to copy."""

from collections.abc import Iterator

from trailbook.contributing.messages.case import Case
from trailbook.contributing.messages.rules.answers import answering_trailers
from trailbook.contributing.messages.rules.people import missing_sign_offs
from trailbook.contributing.messages.touched_records import TouchedRecord
from trailbook.text.unseen import printable
from trailbook.trail.changes.change import EFFECTS, Change

_SHOWN = 12
"""How many changes are listed; further ones are counted."""


def hints(case: Case) -> list[str]:
    """The hints, line by line and without comment marks; none if no record is touched."""
    return [printable(line) for line in _lines(case)] if case.records else []


def _lines(case: Case) -> Iterator[str]:
    changes = [(record, change) for record in case.records for change in record.changes]
    changes.sort(key=lambda pair: EFFECTS.index(pair[1].effect))
    yield "What is staged changes records as follows. The message says why, and is published with them."
    yield ""
    for record, change in changes[:_SHOWN]:
        yield f"  {_mark(change)}{record.sentence(change)}"
    if len(changes) > _SHOWN:
        yield f"  and {len(changes) - _SHOWN} more"
    yield from (f"  {needed}" for needed in missing_sign_offs(case))
    yield ""
    yield "Lines for the last paragraph, to copy and complete:"
    yield ""
    yield "Rationale: "
    yield from (add for add, _ in answering_trailers(case))
    controls = (f"Control: {record.reference(change)}" for record, change in changes if _is_control(record, change))
    yield from dict.fromkeys(controls)


def _mark(change: Change) -> str:
    return "" if change.effect == "neutral" else f"{change.effect.replace('-', ' ')}: "


def _is_control(record: TouchedRecord, change: Change) -> bool:
    return bool(change.item) and record.nouns.get(str(change.item)) == "control"


def with_hints(text: str, found: list[str], comment: str) -> str:
    """A prepared message with hints inserted as comments; unchanged if there are none."""
    if not found:
        return text
    rows = text.split("\n")
    at = next((number for number, row in enumerate(rows) if row.startswith(comment)), len(rows))
    if at < len(rows) and ">8" in rows[at]:  # what is above the scissors would become part of the message
        at += 1
    commented = [f"{comment} {line}".rstrip() for line in (*found, "")]
    return "\n".join([*rows[:at], *commented, *rows[at:]])
