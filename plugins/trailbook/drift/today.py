"""Which day "today" is: never the clock's, so that the same commit gives the same answer."""

import os
from datetime import UTC, date, datetime

from trailbook.trail.repository import History


def today_of(history: History | None) -> date | None:
    """The day (UTC) of ``SOURCE_DATE_EPOCH``, else of the newest commit; None where there is neither."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if stated.isascii() and stated.isdigit() and len(stated) < 12:
        return datetime.fromtimestamp(int(stated), UTC).date()
    return history.commits[history.head].committed.astimezone(UTC).date() if history else None
