"""Expiry: ``Expires`` needs a day that can be compared and has not passed."""

from collections.abc import Iterator

from trailbook.contributing.messages.case import Case, Remark
from trailbook.text.days import read_day


def remarks(case: Case) -> Iterator[Remark]:
    """Values of ``Expires`` that are not a day, or a day before the commit."""
    for trailer in case.text.trailer_lines:
        if trailer.known != "Expires" or not trailer.value:
            continue
        if (day := read_day(trailer.value)) is None:
            message = f"Expires: {trailer.value!r} is not a day; expected one such as 2027-03-31"
            yield Remark(trailer.line.number, "no-day", message)
            continue
        if day < case.commit.authored_day:
            yield Remark(trailer.line.number, "past-day", f"Expires: {day} has already passed")
