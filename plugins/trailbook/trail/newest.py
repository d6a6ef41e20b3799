"""Which commit a knowledge base was read at."""

from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path

import git


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
