"""Until when: a day that can be compared, and that is still to come."""

from collections.abc import Iterator
from datetime import UTC, date

from trailbook.contributing.messages.case import Case, Remark


def remarks(case: Case) -> Iterator[Remark]:
    """Values of ``Expires`` that are no day, or a day before the commit."""
    for one in case.written.shaped:
        if one.known != "Expires" or not one.value:
            continue
        try:
            day = date.fromisoformat(one.value)
        except ValueError:
            yield Remark(
                one.line.number, "no-day", f"Expires: {one.value!r} is no day; expected one such as 2027-03-31"
            )
            continue
        if day < case.commit.authored.astimezone(UTC).date():
            yield Remark(one.line.number, "past-day", f"Expires: {day} is past already")
