"""The period that evidence covers: from what was in force at its start to what was in force at its end."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trailbook.text.days import read_day
from trailbook.trail.git.command import HistoryError
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import History, Repository

_LIKE_A_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)


@dataclass(frozen=True)
class Period:
    """The commits between two ends: all ancestors of ``end``, and itself, that ``start`` does not have; newest first.

    ``start`` is the last commit before the period, None if the period begins with the first commit. ``since`` and
    ``until`` are the ends as the user gave them. ``between`` are the commits that lead from ``start`` to others just
    before the period.
    """

    since: str
    until: str
    start: Commit | None
    end: Commit
    commits: Mapping[str, Commit]
    between: tuple[str, ...] = ()

    @property
    def outside(self) -> tuple[str, ...]:
        """The commits just before the period: the parents of its commits that are not in it, and its start."""
        return tuple(sorted(_edge(self.commits) | ({self.start.id} if self.start else set())))


def _edge(commits: Mapping[str, Commit]) -> set[str]:
    return {parent for commit in commits.values() for parent in commit.parents} - commits.keys()


def leading_to(wanted: Iterable[str], start: str, parents_of: Callable[[str], Iterable[str]]) -> dict[str, None]:
    """The commits on the shortest ways from ``start`` to those of its ancestors that are wanted, both included.

    One that is no ancestor is left out.
    """
    wanted = set(wanted)
    child = {start: start}
    reached = [start]
    for id in reached:
        if wanted <= child.keys():
            break
        for parent in parents_of(id):
            if parent not in child:
                child[parent] = id
                reached.append(parent)
    found: dict[str, None] = {}
    for end in sorted(wanted & child.keys()):
        current = end
        while current not in found:
            found[current] = None
            current = child[current]
    return found


def period_of(repository: Repository, since: str, until: str) -> Period:
    """The period between two days (UTC, both included) or revisions; an empty text means the very beginning or end.

    What is in force on a day is the newest commit of the main line, by first parents from HEAD, that was committed
    by the end of that day. Raises ``HistoryError`` if nothing was committed by then, or if a text is neither a day nor
    a revision that exists.
    """
    end = _end(repository, until)
    start = _start(repository, since)
    before = _ancestry(repository, start) if start else {}
    commits = {id: commit for id, commit in _ancestry(repository, end).items() if id not in before}
    edge = _edge(commits)
    ways = leading_to(edge, start.id, lambda one: before[one].parents) if start else {}
    between = (id for id in ways if start and id not in {*edge, start.id})
    return Period(since, until, start, end, commits, tuple(between))


def _ancestry(repository: Repository, commit: Commit) -> Mapping[str, Commit]:
    """A commit and its ancestors, newest first. The history of HEAD is not read again."""
    known = repository.history().commits
    if commit.id not in known:
        return repository.history(commit.id).commits
    reached = {commit.id}
    for id, ancestor in known.items():  # a commit comes before its parents
        if id in reached:
            reached.update(ancestor.parents)
    return {id: ancestor for id, ancestor in known.items() if id in reached}


def _end(repository: Repository, until: str) -> Commit:
    if (day := _day(until, "--until")) is None:
        return _at(repository, until or "HEAD")
    if (found := _in_force(repository.history(), day)) is None:
        raise HistoryError(f"nothing was committed by the end of {until}; name a later day with --until")
    return found


def _start(repository: Repository, since: str) -> Commit | None:
    if not since:
        return None
    if (day := _day(since, "--since")) is None:
        return _at(repository, since)
    return _in_force(repository.history(), day - timedelta(days=1))


def _day(text: str, flag: str) -> date | None:
    """The day that a text names; None if it is to name a revision."""
    day = read_day(text)
    if day is None and _LIKE_A_DAY.fullmatch(text):
        raise HistoryError(
            f"{text!r} is not a day of the calendar; {flag} takes a day such as 2026-06-30, or a revision"
        )
    return day


def _at(repository: Repository, revision: str) -> Commit:
    id = repository.commit_id(revision)
    known = repository.history().commits
    return known[id] if id in known else repository.history(id).commits[id]


def _in_force(history: History, day: date) -> Commit | None:
    commit: Commit | None = history.commits[history.head]
    while commit is not None and commit.committed_day > day:
        commit = history.commits.get(next(iter(commit.parents), ""))
    return commit
