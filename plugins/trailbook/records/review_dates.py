"""When a record is due for review, by what it states."""

from calendar import monthrange
from datetime import date

from trailbook.records.model import Review
from trailbook.records.vocabulary import CADENCE_MONTHS, Cadence


def next_review(review: Review) -> date | None:
    """The day the next review is due: as stated, else the last one plus the cadence; None before the first."""
    if review.next or not review.last:
        return review.next
    return later(review.last, review.cadence)


def later(day: date, cadence: Cadence) -> date:
    """The day one cadence after another, at most at the end of that month."""
    months = day.month - 1 + CADENCE_MONTHS[cadence]
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
