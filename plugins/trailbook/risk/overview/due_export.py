"""What is due for other programs: as JSON, as lines for a terminal, and as a calendar.

The JSON is a contract: its schema is ``schemas/due.schema.json``.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from pydantic import Field

from trailbook.records.model import Model
from trailbook.risk.overview.due import DUE_WORDS, Due, DueKind, DuePeriod
from trailbook.risk.reviews.icalendar import DueDay, calendar
from trailbook.text.output import ascii_json, schema_of
from trailbook.text.prose import count
from trailbook.text.unseen import printable


class DueRow(Model):
    """One thing that is due."""

    kind: DueKind
    reference: str
    title: str
    owner: str
    applications: tuple[str, ...] = Field(description="The threat models of the applications that it is about.")
    day: date = Field(description="By when, or since when if it is waiting, for then it has no term.")
    period: DuePeriod


class DueExport(Model):
    """What ``trailbook due --format json`` prints; ``today`` is the day that dates are compared with."""

    today: date | None
    due: tuple[DueRow, ...]


def due_schema() -> str:
    """The JSON Schema of what ``due_json`` writes."""
    return schema_of(DueExport)


def due_json(found: Iterable[Due], today: date | None) -> str:
    """What is due as JSON in ASCII alone, so that nothing in it can act on a terminal."""
    rows = (
        DueRow(**{name: value for name, value in vars(one).items() if name != "waits"}, period=one.period(today))
        for one in found
    )
    return ascii_json(DueExport(today=today, due=tuple(rows)).model_dump(mode="json"))


def due_text(found: Sequence[Due], today: date | None) -> str:
    """One line for each thing, in the order given, and a last line with their number."""
    lines = [
        f"{one.period(today):10} {one.day}  {one.reference}  {one.owner}: {one.title} ({DUE_WORDS[one.kind]})"
        for one in found
    ]
    overdue, waiting = sum(one.is_overdue(today) for one in found), sum(one.waits for one in found)
    wait = f", {waiting:,} waiting" if waiting else ""
    judged = f"as of {today}" if today else "with no day to compare with"
    last = f"{count(len(lines), 'entry', 'entries')}, {overdue:,} overdue{wait}, {judged}"
    return "\n".join([*map(printable, lines), last]) + "\n"


def due_calendar(
    found: Iterable[Due],
    name: str,
    stamp: datetime | None,
    address: Callable[[str], str],
    say: Callable[[str], str] = str,
) -> bytes:
    """An iCalendar file with a day for each thing; ``address`` gives the page of a reference, or "".

    ``stamp`` and ``say`` are as for ``calendar``.
    """
    days = (
        DueDay(
            _uid(one),
            one.day,
            f"{one.reference}: {one.title}",
            f"{DUE_WORDS[one.kind]}.\nOwner: {one.owner}",
            one.kind,
            address(one.reference),
        )
        for one in found
    )
    return calendar(name, days, stamp, say)


def _uid(one: Due) -> str:
    """What tells it from all others. A change that waits for a sign-off has no id here but its day and its title."""
    whose = f" {one.owner}" if one.kind in ("sign-off", "key") else ""
    return f"{one.kind} {one.reference}{whose}{f' {one.day} {one.title}' if one.waits else ''}"
