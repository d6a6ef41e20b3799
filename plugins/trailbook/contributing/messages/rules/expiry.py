"""Expiry: ``Expires`` needs a day that can be compared and has not passed."""

from collections.abc import Iterator
from datetime import date

from trailbook.contributing.messages.case import Case, Remark


def remarks(case: Case) -> Iterator[Remark]:
    """Values of ``Expires`` that are not a day, or a day before the commit."""
    for trailer in case.text.trailer_lines:
        if trailer.known != "Expires" or not trailer.value:
            continue
        try:
            day = date.fromisoformat(trailer.value)
        except ValueError:
            message = f"Expires: {trailer.value!r} is not a day; expected one such as 2027-03-31"
            yield Remark(trailer.line.number, "no-day", message)
            continue
        if day < case.commit.authored_day:
            yield Remark(trailer.line.number, "past-day", f"Expires: {day} has already passed")
