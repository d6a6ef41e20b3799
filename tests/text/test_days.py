"""Days: the one form that is read, and from when on a day has passed."""

from datetime import date

import pytest

from trailbook.text.days import has_passed, read_day

DAY = date(2027, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        "20270331",
        "2027-W13-3",
        "2027-3-31",
        "2027-02-30",
        "0000-01-01",
        "2027-03-31 ",
        "2027-03-31\n",
        "٢٠٢٧-٠٣-٣١",
        "",
    ],
)
def test_what_has_another_form_or_is_in_no_calendar_is_no_day(text: str) -> None:
    assert read_day(text) is None
    assert read_day("2027-03-31") == DAY


@pytest.mark.parametrize(
    ("day", "today", "passed"),
    [
        (DAY, date(2027, 4, 1), True),
        (DAY, DAY, False),
        (DAY, date(2027, 3, 30), False),
        (DAY, None, False),
        (None, DAY, False),
    ],
)
def test_a_day_has_passed_from_the_next_one_on(day: date | None, today: date | None, passed: bool) -> None:
    assert has_passed(day, today) is passed
