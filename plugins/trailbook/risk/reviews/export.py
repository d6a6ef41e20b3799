"""The review states for other programs: as values and JSON, as lines for a terminal, and as a calendar.

The JSON is a contract: its schema is ``schemas/reviews.schema.json``.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from trailbook.records.model import Model, OwnedRecord
from trailbook.records.vocabulary import ROLE_TITLES, Cadence, Role, words
from trailbook.risk.reviews.icalendar import DueDay, calendar
from trailbook.risk.reviews.reviews import DUE_WORDS, DueSource, ReviewState
from trailbook.text.output import ascii_json, schema_of
from trailbook.text.prose import count
from trailbook.text.unseen import printable


class ReviewRow(Model):
    """The review state of one record."""

    id: str
    title: str
    kind: str
    owner: str
    roles: tuple[Role, ...] = Field(
        description="The roles that the record names: whom it is for, and who has to agree."
    )
    cadence: Cadence | None = Field(description="Null where nothing but an indicator's observations ask for it.")
    because: str = Field(description="Why the cadence is not the record's own; empty where it is.")
    last: date | None = Field(description="The day of the last review; null where none is known.")
    known_by: Literal["git", "claim"] | None = Field(description="Whether git shows it or the record claims it.")
    commit: str | None = Field(description="The commit that shows it.")
    by: str | None = Field(description="The author of that commit.")
    said: str | None = Field(description="What its trailer says.")
    due: date | None
    due_by: DueSource = Field(description="How the day is known.")
    overdue: bool
    observed: str | None = Field(description="What an indicator's observations ask for it; null where nothing does.")
    claimed_ahead: date | None = Field(description="A day to come that the record claims as that of its last review.")


class ReviewExport(Model):
    """What ``trailbook reviews --format json`` prints; ``today`` is the day that dates are compared with."""

    today: date | None
    reviews: tuple[ReviewRow, ...]


def review_export(states: Iterable[ReviewState], today: date | None) -> ReviewExport:
    """The review states as values."""
    return ReviewExport(today=today, reviews=tuple(_row(state, today) for state in states))


def _row(state: ReviewState, today: date | None) -> ReviewRow:
    record, last = state.record, state.last
    shown = last.shown_by if last else None
    return ReviewRow(
        id=record.id,
        title=record.title,
        kind=record.kind,
        owner=record.owner,
        roles=roles_of(record),
        cadence=state.cadence,
        because=state.because,
        last=last.day if last else None,
        known_by=None if last is None else "git" if shown else "claim",
        commit=shown.commit if shown else None,
        by=shown.author.name if shown else None,
        said=shown.said if shown else None,
        due=state.due,
        due_by=state.due_by,
        overdue=state.is_overdue(today),
        observed=state.breach.reason if state.breach else None,
        claimed_ahead=state.claimed_ahead,
    )


def roles_of(record: OwnedRecord) -> tuple[Role, ...]:
    """The roles that a record names: whom it binds or is for, and whose sign-off it asks for."""
    named = [*getattr(record, "roles", ()), *(sign_off.role for sign_off in record.sign_offs)]
    return tuple(role for role in ROLE_TITLES if role in named)  # type: ignore[misc]


def reviews_schema() -> str:
    """The JSON Schema of what ``reviews_json`` writes."""
    return schema_of(ReviewExport)


def reviews_json(states: Iterable[ReviewState], today: date | None) -> str:
    """The states as JSON in ASCII alone, so that nothing in it can act on a terminal."""
    return ascii_json(review_export(states, today).model_dump(mode="json"))


def reviews_text(states: Sequence[ReviewState], today: date | None) -> str:
    """One line for each record, in the order given, and a last line with their number."""
    lines = [printable(_line(state, today)) for state in states]
    overdue = sum(state.is_overdue(today) for state in states)
    never = sum(state.last is None for state in states)
    judged = f"as of {today}" if today else "with no day to compare with"
    number = count(len(lines), "record")
    return "\n".join([*lines, f"{number}, {overdue:,} overdue, {never:,} never reviewed, {judged}"]) + "\n"


def _line(state: ReviewState, today: date | None) -> str:
    mark = "overdue" if state.is_overdue(today) else "due"
    due = state.due.isoformat() if state.due else "no day"
    record, how = state.record, f"{describe_cadence(state)}; {describe_last_review(state)}{describe_breach(state)}"
    return f"{mark:8} {due:10}  {record.id}  {record.owner}: {record.title} ({how})"


def describe_cadence(state: ReviewState) -> str:
    """How often a record is reviewed, and why, such as "monthly, highest residual risk: critical"."""
    return f"{state.cadence or 'no cadence'}{f', {state.because}' if state.because else ''}"


def describe_breach(state: ReviewState) -> str:
    """Why an indicator's observations ask for a review, as the end of a sentence; empty if they ask for none."""
    return f"; {state.breach.reason}" if state.breach else ""


def describe_last_review(state: ReviewState) -> str:
    """When a record was reviewed last and how that is known, such as "last 2027-02-16, commit 1a2b3c4d5e"."""
    if state.last is None:
        return "never reviewed"
    shown = state.last.shown_by
    return f"last {state.last.day}, {f'commit {shown.commit[:10]}' if shown else 'claimed by the record'}"


def reviews_calendar(
    states: Iterable[ReviewState],
    name: str,
    stamp: datetime | None,
    address: Callable[[str], str],
    say: Callable[[str], str] = str,
) -> bytes:
    """An iCalendar file with the next review of each record that has a due day; ``address`` gives its page or "".

    ``stamp`` and ``say`` are as for ``calendar``.
    """
    days = [_due_day(state, state.due, address(state.record.id)) for state in states if state.due]
    return calendar(f"{name}: reviews", days, stamp, say)


def _due_day(state: ReviewState, due: date, address: str) -> DueDay:
    record = state.record
    last = describe_last_review(state)
    lines = [
        f"Owner: {record.owner}",
        f"Cadence: {describe_cadence(state)}.",
        f"{last[0].upper()}{last[1:]}.",
        f"How this day is known: {DUE_WORDS[state.due_by]}{describe_breach(state)}.",
    ]
    summary = f"Review {record.id}: {record.title}"
    return DueDay(f"review {record.id}", due, summary, "\n".join(lines), words(record.kind), address)
