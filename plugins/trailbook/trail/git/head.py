"""The newest commit, and the moment that a build is of: the same on every machine and every day."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from trailbook.trail.git.command import HistoryError, open_work_tree


def now_at(root: Path) -> datetime | None:
    """The moment (UTC) of ``SOURCE_DATE_EPOCH``, else of the newest commit of the repository around a folder.

    None if there is neither.
    """
    if (stated := stated_moment()) is not None:
        return stated
    found = _newest(root)
    return found[1] if found else None


def stated_moment() -> datetime | None:
    """The moment (UTC) of ``SOURCE_DATE_EPOCH``; None if the variable states none."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(stated), UTC) if re.fullmatch(r"[0-9]{1,11}", stated) else None


@dataclass(frozen=True)
class Newest:
    """A commit by its full id, and the day (UTC) on which it was made."""

    commit: str
    day: date


def newest(root: Path) -> Newest | None:
    """The newest commit of the repository around a folder; None if nothing is committed."""
    found = _newest(root)
    return Newest(found[0], found[1].date()) if found else None


def _newest(root: Path) -> tuple[str, datetime] | None:
    try:
        commit, seconds = open_work_tree(root).git.text("log", "--max-count=1", "--format=%H %ct").split()
    except HistoryError:
        return None
    return commit, datetime.fromtimestamp(int(seconds), UTC)
