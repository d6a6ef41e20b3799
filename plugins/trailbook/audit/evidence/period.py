"""Which part of a history the evidence is of: from what was in force at one end to what was in force at the other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import History, HistoryError, Repository

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Period:
    """The commits between two ends: all that ``end`` has and ``start`` has not, newest first.

    ``start`` is the last commit before the period, None where the period begins with the first commit. ``since``
    and ``until`` are the ends as they were asked for.
    """

    since: str
    until: str
    start: Commit | None
    end: Commit
    commits: Mapping[str, Commit]

    @property
    def outside(self) -> tuple[str, ...]:
        """The commits just before the period, on which those within it stand."""
        known = {parent for commit in self.commits.values() for parent in commit.parents} - self.commits.keys()
        return tuple(sorted(known | ({self.start.id} if self.start else set())))


def period_of(repository: Repository, since: str, until: str) -> Period:
    """The period between two days (UTC, both included) or revisions; an empty text asks for the very ends.

    What is in force on a day is the newest commit of the main line, by first parents from HEAD, that was committed
    by its end. Raises ``HistoryError`` for a revision that does not exist, or where nothing was committed by then.
    """
    end = _end(repository, until)
    start = _start(repository, since)
    before = set(_up_to(repository, start)) if start else set()
    commits = {id: commit for id, commit in _up_to(repository, end).items() if id not in before}
    return Period(since, until, start, end, commits)


def _up_to(repository: Repository, commit: Commit) -> Mapping[str, Commit]:
    """A commit and all before it, newest first. What HEAD leads to is not read again."""
    known = repository.history().commits
    if commit.id not in known:
        return repository.history(commit.id).commits
    reached = {commit.id}
    for id, one in known.items():  # a commit comes before its parents
        if id in reached:
            reached.update(one.parents)
    return {id: one for id, one in known.items() if id in reached}


def _end(repository: Repository, until: str) -> Commit:
    if not _DAY.fullmatch(until):
        return _at(repository, until or "HEAD")
    if (found := _in_force(repository.history(), date.fromisoformat(until))) is None:
        raise HistoryError(f"nothing was committed by the end of {until}; name a later day with --until")
    return found


def _start(repository: Repository, since: str) -> Commit | None:
    if not since:
        return None
    if not _DAY.fullmatch(since):
        return _at(repository, since)
    return _in_force(repository.history(), date.fromisoformat(since) - timedelta(days=1))


def _at(repository: Repository, revision: str) -> Commit:
    id = repository.commit_id(revision)
    known = repository.history().commits
    return known[id] if id in known else repository.history(id).commits[id]


def _in_force(history: History, day: date) -> Commit | None:
    commit: Commit | None = history.commits[history.head]
    while commit is not None and commit.committed.astimezone(UTC).date() > day:
        commit = history.commits.get(next(iter(commit.parents), ""))
    return commit
