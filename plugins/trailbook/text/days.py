"""Days: one form in which they are written, and when one has passed."""

import re
from datetime import date

_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> date | None:
    """The day that a text such as ``2027-03-31`` names; None for any other form, and for days that no calendar has.

    The other forms of ISO 8601 (``20270331``, ``2027-W13-3``) are not read: in lists of texts they would not sort as
    days do.
    """
    if not _FORM.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def has_passed(day: date | None, today: date | None) -> bool:
    """Whether a day is over: it has not passed on the day itself. Without a day, or without a ``today``, none has."""
    return day is not None and today is not None and day < today
