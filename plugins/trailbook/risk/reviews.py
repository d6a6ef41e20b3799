"""When a record has to be looked at again."""

from calendar import monthrange
from datetime import date

from trailbook.records.model import Review
from trailbook.records.vocabulary import CADENCE_MONTHS


def next_review(review: Review) -> date | None:
    """The day the next review is due: as stated, else the last one plus the cadence; None before the first."""
    if review.next or not review.last:
        return review.next
    months = review.last.month - 1 + CADENCE_MONTHS[review.cadence]
    year, month = review.last.year + months // 12, months % 12 + 1
    return date(year, month, min(review.last.day, monthrange(year, month)[1]))
