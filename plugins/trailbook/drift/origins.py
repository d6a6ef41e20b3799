"""Since which commit a setting deviates.

A file is followed back from revision to revision, through renames and merges, as long as the earlier revision
deviates in the same setting. The commit found is thus the last one to introduce the deviation, judged by today's
check. The history is walked once for all files, and only the revisions that are needed are read. What was found is
kept until somebody commits, or something else deviates.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from trailbook.drift.snapshots import MAX_BYTES
from trailbook.trail.cache import DERIVING, Cache, key
from trailbook.trail.git.command import HistoryError, git_version
from trailbook.trail.git.commits import Commit, FileChange
from trailbook.trail.git.repository import History, Repository


@dataclass(frozen=True)
class SnapshotHistory:
    """The repository whose history is asked; if there is none, ``lack`` says why and what to do."""

    repository: Repository | None = None
    lack: str = ""

    @cached_property
    def gap(self) -> str:
        """Why the history can't be read, and what to do; empty if it can, for which all of it is read."""
        try:
            if self.repository is not None:
                self.repository.history()
        except HistoryError as error:
            return str(error)
        return self.lack


def snapshot_history(root: Path, opened: Repository | None = None) -> SnapshotHistory:
    """The history of the repository that contains ``root``. Drift is compared without it if it can't be read.

    ``opened`` is that repository if it is open already, and what was read of its history is not read again.
    """
    try:
        repository = opened or Repository(root)
        repository.commit_id()
        return SnapshotHistory(repository)
    except HistoryError as error:
        return SnapshotHistory(lack=str(error))


Judge = Callable[[str, str, bytes], frozenset["DeviationKey"]]
"""Returns what deviates in a revision, given the snapshot's path today, its path then, and its bytes."""


@dataclass(frozen=True, order=True)
class DeviationKey:
    """A deviation to follow: the full reference of a check, and the name of the setting that deviates from it.

    ``found`` is the value where the check asks for a day near today's: an earlier value is not the same deviation,
    for it was judged by the days of its time. Empty for other checks.
    """

    check: str
    setting: str
    found: str = ""


@dataclass(frozen=True)
class OriginCommit:
    """A commit: its id, the day that its author stated, and its title."""

    commit: str
    day: date
    title: str


@dataclass(frozen=True)
class Origins:
    """For each snapshot, the commit that changed it last, and those since which its settings deviate.

    Neither includes what is not committed yet.
    """

    committed: Mapping[str, OriginCommit] = field(default_factory=dict)
    since: Mapping[tuple[str, DeviationKey], OriginCommit] = field(default_factory=dict)


def origins_of(
    past: SnapshotHistory, deviating: Mapping[str, frozenset["DeviationKey"]], judge: Judge, judged_by: str
) -> Origins | None:
    """The origins of each snapshot's deviations; None if the history can't be read.

    ``judged_by`` is all that the answers of ``judge`` depend on, as text: with the same the history is asked once.
    """
    if (repository := past.repository) is None:
        return None
    asked = repr(sorted((path, sorted(keys)) for path, keys in deviating.items()))
    history = (repository.commit_id(), *sorted(repository.cut_off), git_version())
    place = key("origins", repository.prefix, asked, judged_by, *history, rooms=(*DERIVING, "drift"))
    with Cache(repository.cache_file) as cache:
        if (known := _kept(cache.get_large(place, "origins"))) is not None:
            return known
        if past.gap:
            return None
        with repository.blob_reader(MAX_BYTES) as read:
            found = find_origins(repository.history(), repository.prefix, deviating, read, judge)
        if not repository.missing:
            cache.put_large(place, _stated(found), "origins")
    return found


def _stated(origins: Origins) -> bytes:
    committed = {path: [one.commit, one.day.isoformat(), one.title] for path, one in origins.committed.items()}
    since = [
        [path, deviation.check, deviation.setting, deviation.found, one.commit, one.day.isoformat(), one.title]
        for (path, deviation), one in origins.since.items()
    ]
    return json.dumps([committed, since]).encode()


def _kept(stated: bytes | None) -> Origins | None:
    """The origins that were stated; None if nothing is, or it is damaged."""
    try:
        committed, since = json.loads(stated) if stated else (None, ())
        if committed is None:
            return None
        return Origins(
            {path: _read(*one) for path, one in committed.items()},
            {(path, DeviationKey(check, setting, found)): _read(*one) for path, check, setting, found, *one in since},
        )
    except (ValueError, TypeError, AttributeError):
        return None


def _read(commit: str, day: str, title: str) -> OriginCommit:
    return OriginCommit(commit, date.fromisoformat(day), title)


@dataclass(frozen=True)
class _Revision:
    """A change of a file by a commit, with the index of the commit in the history (0 is the newest)."""

    index: int
    commit: Commit
    change: FileChange


def find_origins(
    history: History,
    prefix: str,
    deviating: Mapping[str, frozenset[DeviationKey]],
    read: Callable[[str], bytes | None],
    judge: Judge,
) -> Origins:
    """The origins of each snapshot's deviations. ``prefix`` is the knowledge base's folder in the repository."""
    revisions = _revisions(history, {prefix + path for path in deviating})
    committed: dict[str, OriginCommit] = {}
    since: dict[tuple[str, DeviationKey], OriginCommit] = {}
    for path, keys in deviating.items():
        newest = next(iter(revisions.get(prefix + path, ())), None)
        if newest is None or newest.change.after is None:
            continue
        committed[path] = _origin(history, newest.commit)
        follower = _Follower(history, path, revisions, read, judge)
        present = keys & follower.judged(newest.change.path, newest.change.after)
        since |= {(path, key): origin for key, origin in follower.follow(newest, present)}
    return Origins(committed, since)


def _revisions(history: History, paths: set[str]) -> dict[str, list[_Revision]]:
    """The changes of the files by path, newest first, their former paths included."""
    found: dict[str, list[_Revision]] = {path: [] for path in paths}
    for index, commit in enumerate(history.commits.values()):
        for change in commit.changes:
            if change.path in found:
                found[change.path].append(_Revision(index, commit, change))
                found.setdefault(change.old_path, [])
    return found


class _Follower:
    """Follows one snapshot back through the history."""

    def __init__(
        self,
        history: History,
        path: str,
        revisions: Mapping[str, list[_Revision]],
        read: Callable[[str], bytes | None],
        judge: Judge,
    ) -> None:
        self._history = history
        self._path = path
        self._revisions = revisions
        self._read = read
        self._judge = judge
        self._known: dict[str, frozenset[DeviationKey]] = {}

    def judged(self, path: str, blob: str) -> frozenset[DeviationKey]:
        """What deviates in a revision; nothing if it can't be read."""
        if blob not in self._known:
            data = self._read(blob)
            self._known[blob] = frozenset() if data is None else self._judge(self._path, path, data)
        return self._known[blob]

    def follow(self, newest: _Revision, keys: frozenset[DeviationKey]) -> list[tuple[DeviationKey, OriginCommit]]:
        """Each key with the commit since which it deviates."""
        found: list[tuple[DeviationKey, OriginCommit]] = []
        open_ends = [(newest, keys)]
        while open_ends:
            revision, keys = open_ends.pop()
            for blob in dict.fromkeys(revision.change.before):
                earlier = keys & self.judged(revision.change.old_path, blob) if blob else frozenset()
                origin = self._origin(revision, blob) if earlier else None
                if origin is not None:
                    open_ends.append((origin, earlier))
                    keys -= earlier
            found += [(key, _origin(self._history, revision.commit)) for key in sorted(keys)]
        return found

    def _origin(self, later: _Revision, blob: str | None) -> _Revision | None:
        """The revision before ``later`` that has this blob."""
        candidates = self._revisions.get(later.change.old_path, ())
        return next((r for r in candidates if r.index > later.index and r.change.after == blob), None)


def _origin(history: History, commit: Commit) -> OriginCommit:
    return OriginCommit(commit.id, history.landed_day(commit), commit.title)
