"""What git can tell about snapshots: the repository with its history, or why there is none."""

from dataclasses import dataclass
from pathlib import Path

from trailbook.trail.git.repository import History, HistoryError, Repository


@dataclass(frozen=True)
class Past:
    """A repository and its history; without them, ``gap`` says why and what to do."""

    repository: Repository | None = None
    history: History | None = None
    gap: str = ""


def past_of(root: Path) -> Past:
    """The history of the repository that holds ``root``. Where it can't be read, drift is compared without it."""
    try:
        repository = Repository(root)
        return Past(repository, repository.history())
    except HistoryError as error:
        return Past(gap=str(error))
