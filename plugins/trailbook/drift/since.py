"""Since which commit a setting deviates.

A file is followed back from revision to revision, through renames and merges, for as long as an earlier one
deviates in the same setting: so the commit is that which made it deviate last, judged by the check as it is
today. The history is passed once for all files, and of the revisions only those are read that are needed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from trailbook.trail.git.commits import Commit, FileChange
from trailbook.trail.git.repository import History

Judge = Callable[[str, str, bytes], frozenset["Key"]]
"""Gives what deviates in a revision: asked with the snapshot's path of today, its path then, and its bytes."""


@dataclass(frozen=True, order=True)
class Key:
    """What is followed: a check, by its full reference, and the name of the setting that deviates from it."""

    check: str
    setting: str


@dataclass(frozen=True)
class Origin:
    """A commit: its id, the day that its author stated, and its title."""

    commit: str
    day: date
    title: str


@dataclass(frozen=True)
class Origins:
    """For each snapshot, the commit that changed it last and those since which its settings deviate.

    What is not committed yet is in neither.
    """

    committed: Mapping[str, Origin] = field(default_factory=dict)
    since: Mapping[tuple[str, Key], Origin] = field(default_factory=dict)


@dataclass(frozen=True)
class _Revision:
    """A change of a file by a commit, at its place in the history (0 is the newest)."""

    place: int
    commit: Commit
    change: FileChange


def find_origins(
    history: History,
    prefix: str,
    deviating: Mapping[str, frozenset[Key]],
    read: Callable[[str], bytes | None],
    judge: Judge,
) -> Origins:
    """Where the deviations of each snapshot come from; ``prefix`` is the knowledge base's folder in the repository."""
    revisions = _revisions(history, {prefix + path for path in deviating})
    committed: dict[str, Origin] = {}
    since: dict[tuple[str, Key], Origin] = {}
    for path, keys in deviating.items():
        newest = next(iter(revisions.get(prefix + path, ())), None)
        if newest is None or newest.change.after is None:
            continue
        committed[path] = _origin(newest.commit)
        follower = _Follower(path, revisions, read, judge)
        present = keys & follower.judged(newest.change.path, newest.change.after)
        since |= {(path, key): origin for key, origin in follower.follow(newest, present)}
    return Origins(committed, since)


def _revisions(history: History, paths: set[str]) -> dict[str, list[_Revision]]:
    """The changes of the files by path, newest first, those included that the files had before."""
    found: dict[str, list[_Revision]] = {path: [] for path in paths}
    for place, commit in enumerate(history.commits.values()):
        for change in commit.changes:
            if change.path in found:
                found[change.path].append(_Revision(place, commit, change))
                found.setdefault(change.old_path, [])
    return found


class _Follower:
    """Follows one snapshot back."""

    def __init__(
        self,
        path: str,
        revisions: Mapping[str, list[_Revision]],
        read: Callable[[str], bytes | None],
        judge: Judge,
    ) -> None:
        self._path = path
        self._revisions = revisions
        self._read = read
        self._judge = judge
        self._known: dict[str, frozenset[Key]] = {}

    def judged(self, path: str, blob: str) -> frozenset[Key]:
        """What deviates in a revision; nothing in one that can't be read."""
        if blob not in self._known:
            data = self._read(blob)
            self._known[blob] = frozenset() if data is None else self._judge(self._path, path, data)
        return self._known[blob]

    def follow(self, newest: _Revision, keys: frozenset[Key]) -> list[tuple[Key, Origin]]:
        """Each key with the commit since which it deviates."""
        found: list[tuple[Key, Origin]] = []
        open_ends = [(newest, keys)]
        while open_ends:
            revision, keys = open_ends.pop()
            for blob in dict.fromkeys(revision.change.before):
                earlier = keys & self.judged(revision.change.old_path, blob) if blob else frozenset()
                made = self._made(revision, blob) if earlier else None
                if made is not None:
                    open_ends.append((made, earlier))
                    keys -= earlier
            found += [(key, _origin(revision.commit)) for key in sorted(keys)]
        return found

    def _made(self, later: _Revision, blob: str | None) -> _Revision | None:
        """The commit that made an earlier revision of the file what it was."""
        candidates = self._revisions.get(later.change.old_path, ())
        return next((r for r in candidates if r.place > later.place and r.change.after == blob), None)


def _origin(commit: Commit) -> Origin:
    return Origin(commit.id, commit.authored.date(), commit.title)
