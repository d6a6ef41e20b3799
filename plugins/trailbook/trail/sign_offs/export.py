"""Sign-offs as values for other programs and as lines for a terminal.

The JSON is a contract: its schema is ``schemas/sign-offs.schema.json``, made by ``sign_offs_schema``.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import Field, TypeAdapter

from trailbook.records.model import Model
from trailbook.records.vocabulary import ROLE_TITLES, Role
from trailbook.text.output import ascii_json, schema_of
from trailbook.text.prose import count
from trailbook.text.terminal import filled
from trailbook.text.unseen import printable_lines
from trailbook.trail.decisions import ApprovalSource, Decision, Trail
from trailbook.trail.export import APPROVED
from trailbook.trail.sign_offs.needed import Needed, SignOffs, State


class GivenRow(Model):
    """Somebody's agreement, and how it is known."""

    name: str
    source: ApprovalSource
    later: str | None = Field(description="The later commit that states it; null where the decision itself shows it.")


class BecauseRow(Model):
    """An occasion and the items that make the decision one; none for the record itself."""

    occasion: str
    items: tuple[str, ...]


class SignOffRow(Model):
    """One sign-off that one decision needs."""

    record: str
    commit: str
    day: date = Field(description="The day (UTC) since which the decision is in force.")
    written: date = Field(description="The day (UTC) on which its author wrote it.")
    author: str
    title: str
    role: Role
    state: State
    given: tuple[GivenRow, ...]
    by_author: bool = Field(description="Whether the author of the decision holds the role.")
    because: tuple[BecauseRow, ...]


_ROWS = TypeAdapter(tuple[SignOffRow, ...])


def sign_off_rows(trails: Iterable[Trail], sign_offs: SignOffs) -> tuple[SignOffRow, ...]:
    """Every sign-off that the decisions of the trails need, the newest decision first."""
    found = [
        _row(trail.record, decision, one)
        for trail in trails
        for needed in (sign_offs.needed(trail),)
        for decision in trail.decisions
        for one in needed.get(decision.commit, ())
    ]
    return tuple(sorted(found, key=lambda row: (-row.day.toordinal(), row.commit, row.record)))


def _row(record: str, decision: Decision, one: Needed) -> SignOffRow:
    return SignOffRow(
        record=record,
        commit=decision.commit,
        day=decision.day,
        written=decision.authored_day,
        author=decision.author.name,
        title=decision.title,
        role=one.role,
        state=one.state,
        given=tuple(GivenRow(name=by.name, source=by.source, later=by.later or None) for by in one.given),
        by_author=one.by_author,
        because=tuple(BecauseRow(occasion=why.occasion.id, items=why.items) for why in one.reasons),
    )


def sign_offs_schema() -> str:
    """The JSON Schema of the array that ``rows_as_json`` writes."""
    return schema_of(_ROWS, "The changes whose sign-offs ``trailbook audit sign-offs --format json`` lists.")


def rows_as_json(rows: Sequence[SignOffRow]) -> str:
    """The rows as JSON in ASCII alone, so that nothing in it can act on a terminal."""
    return ascii_json([row.model_dump(mode="json") for row in rows])


def rows_as_text(rows: Sequence[SignOffRow]) -> str:
    """Each decision with a line for each sign-off, and a line that counts."""
    lines: list[str] = []
    last = None
    for row in rows:
        if (row.commit, row.record) != last:
            lines.append(_filled(f"{row.day}  {row.commit[:10]}  {row.record}: {row.title}", ""))
        last = (row.commit, row.record)
        lines.append(_filled(_sign_off(row), "    "))
    missing = sum(row.state != "given" for row in rows)
    decisions = len({(row.commit, row.record) for row in rows})
    needing = count(decisions, "decision that needs", "decisions that need")
    return "\n".join([*lines, f"{needing} sign-offs, {len(rows):,} in all, {missing:,} missing"]) + "\n"


def _sign_off(row: SignOffRow) -> str:
    because = "; ".join(f"{why.occasion.replace('_', ' ')} {', '.join(why.items)}".strip() for why in row.because)
    given = ", ".join(
        f"{by.name} ({APPROVED[by.source]}{f', {by.later[:10]}' if by.later else ''})" for by in row.given
    )
    note = " (the author holds the role)" if row.by_author and not row.given else ""
    return f"{row.state}: {ROLE_TITLES[row.role]}{note}{f': {given}' if given else ''} [{because}]"


def _filled(text: str, margin: str) -> str:
    line = printable_lines(" ".join(text.split(" ")))
    return filled(line, margin, f"{margin}  ")
