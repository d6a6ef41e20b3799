from datetime import date

import pytest

from trailbook.records.model import Review, next_review
from trailbook.records.vocabulary import Cadence


@pytest.mark.parametrize(
    ("last", "cadence", "due"),
    [
        (date(2026, 1, 15), "monthly", date(2026, 2, 15)),
        (date(2026, 1, 31), "monthly", date(2026, 2, 28)),
        (date(2028, 1, 31), "monthly", date(2028, 2, 29)),
        (date(2026, 12, 31), "monthly", date(2027, 1, 31)),
        (date(2026, 11, 30), "quarterly", date(2027, 2, 28)),
        (date(2026, 8, 31), "half-yearly", date(2027, 2, 28)),
        (date(2027, 8, 31), "half-yearly", date(2028, 2, 29)),
        (date(2026, 6, 30), "half-yearly", date(2026, 12, 30)),
        (date(2028, 2, 29), "yearly", date(2029, 2, 28)),
        (date(2026, 12, 1), "yearly", date(2027, 12, 1)),
    ],
)
def test_a_review_is_due_one_cadence_after_the_last_at_most_at_the_end_of_that_month(
    last: date, cadence: Cadence, due: date
) -> None:
    assert next_review(Review(cadence=cadence, last=last)) == due


def test_a_stated_day_counts_before_the_cadence() -> None:
    stated = Review(cadence="yearly", last=date(2026, 1, 1), next=date(2026, 3, 1))
    assert next_review(stated) == date(2026, 3, 1)
    assert next_review(Review(cadence="yearly", next=date(2026, 3, 1))) == date(2026, 3, 1)


def test_before_the_first_review_none_is_due_on_a_day() -> None:
    assert next_review(Review(cadence="monthly")) is None
