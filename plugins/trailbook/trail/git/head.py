"""The day that dates are compared with, so that a knowledge base says the same on every machine and every day."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import git


def now_at(root: Path) -> datetime | None:
    """The moment (UTC) of ``SOURCE_DATE_EPOCH``, else of the newest commit of the repository around a folder.

    None where there is neither.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if stated.isascii() and stated.isdigit() and len(stated) < 12:
        return datetime.fromtimestamp(int(stated), UTC)
    try:
        with git.Repo(root, search_parent_directories=True) as repository:
            return datetime.fromtimestamp(repository.head.commit.committed_date, UTC)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError, ValueError):
        return None


def today_at(root: Path) -> date | None:
    """The day (UTC) of that moment; None where there is none."""
    now = now_at(root)
    return now.date() if now else None


@dataclass(frozen=True)
class Newest:
    """A commit by its full id, and the day (UTC) on which it was made."""

    commit: str
    day: date


def newest(root: Path) -> Newest | None:
    """The newest commit of the repository around a folder; None where nothing is committed."""
    try:
        with git.Repo(root, search_parent_directories=True) as repository:
            head = repository.head.commit
            return Newest(head.hexsha, head.committed_datetime.astimezone(UTC).date())
    except (git.InvalidGitRepositoryError, git.NoSuchPathError, ValueError):
        return None


def newest_commit(root: Path) -> str | None:
    """The full id of that commit."""
    found = newest(root)
    return found.commit if found else None
