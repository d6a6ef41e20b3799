"""Which beginnings of a history a commit goes back to, and the pages that are known there.

A repository may be joined from several: by a subtree merge, or by ``git merge --allow-unrelated-histories``. Two pages
at one path that go back to different beginnings are two pages, until a merge makes one of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import merge

from trailbook.trail.decisions import Decision
from trailbook.trail.git.commits import Commit


@dataclass(eq=False)
class OpenTrail:
    """A trail that is being followed, oldest decision first. ``blob`` is what its file held last."""

    record: str
    path: str
    decisions: list[Decision] = field(default_factory=list)
    alive: bool = True
    blob: str | None = None


@dataclass
class Known:
    """The trails that are followed, by id, and under which id one goes on that was renamed."""

    open: dict[str, OpenTrail] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    def now(self, id: str) -> str:
        """What a page is called now, for a change of a branch that did not know yet of its new path."""
        while id not in self.open and id in self.renamed:
            id = self.renamed[id]
        return id


class Lineages:
    """The pages of a history, apart by the set of beginnings that a commit goes back to."""

    def __init__(self, commits: Mapping[str, Commit], head: str, *, is_whole: bool) -> None:
        """``commits`` are given newest first. Where the history is cut off nobody knows how many beginnings it has."""
        self._order = {id: place for place, id in enumerate(reversed(list(commits)))}
        self._head = head
        self._known: dict[int, Known] = {}
        self._roots: dict[str, int] = {}
        beginnings = [id for id in self._order if not commits[id].parents]
        self._are_many = is_whole and len(beginnings) > 1
        if self._are_many:
            bits = {id: 1 << place for place, id in enumerate(beginnings)}
            for id in self._order:
                known = (self._roots.get(parent, 0) for parent in commits[id].parents)
                roots = bits.get(id, 0)
                for parent in known:
                    roots |= parent
                self._roots[id] = roots
        self._main = self._roots.get(_first(commits, head), 0)

    def at(self, commit: str) -> Known:
        """The pages that are known at a commit."""
        return self._known.setdefault(self._roots.get(commit, 0), Known())

    def trail(self, commit: str, id: str, blob: str | None) -> OpenTrail | None:
        """The trail of a page at a commit at which its file held a blob; None if none is followed there."""
        here = self.at(commit)
        if id not in here.open and self._are_many and id not in here.renamed:
            found = list(self._below(self._roots.get(commit, 0), id))
            if found:
                here.open[id] = next((trail for trail in found if blob and trail.blob == blob), found[0])
        return here.open.get(here.now(id))

    def begun(self, commit: str, id: str) -> OpenTrail | None:
        """The trail that a page goes on with which is new at a commit: that of a page there that was removed before.

        None if there was no such page.
        """
        here = self.at(commit)
        if id not in here.open and self._are_many:
            removed = (one for one in self._below(self._roots.get(commit, 0), id) if one.record == id and not one.blob)
            if (trail := next(removed, None)) is not None:
                here.open[id] = trail
        return here.open.get(id)

    def _below(self, roots: int, id: str) -> Iterator[OpenTrail]:
        """The trails of an id where fewer beginnings are known, those of the main line first."""
        parts = [part for part in self._known if part != roots and part & roots == part]
        for part in sorted(parts, key=lambda part: (not part & self._main, -part.bit_count(), part)):
            if (trail := self._known[part].open.get(id)) is not None:
                yield trail

    def brought(self, commit: Commit, path: str, blob: str | None) -> tuple[int, str] | None:
        """The page of another beginning that a merge put at a path as it was: the parent that has it, and its id there.

        Git takes no file for moved whose old path is still there, as that of another page.
        """
        for place, parent in enumerate(commit.parents if self._are_many else ()):
            if self._roots.get(parent) != self._roots.get(commit.id):
                found = [id for id, trail in self.at(parent).open.items() if blob and trail.blob == blob]
                if found:
                    return place, min(found, key=lambda one: (not path.endswith(f"/{one.rpartition('/')[2]}"), one))
        return None

    def is_joined_by(self, commit: Commit) -> bool:
        """Whether a commit is a merge of pages that go back to different beginnings."""
        roots = {self._roots.get(id, 0) for id in (commit.id, *commit.parents)}
        return self._are_many and bool(commit.parents) and len(roots) > 1

    def join(self, one: OpenTrail, other: OpenTrail) -> None:
        """Let two pages be one from now on, with the decisions on both, for a merge wrote one text of the two."""
        one.decisions[:] = merge(one.decisions, other.decisions, key=lambda decision: self._order[decision.commit])
        for known in self._known.values():
            known.open.update((id, one) for id, trail in known.open.items() if trail is other)

    def trails(self) -> list[tuple[str, OpenTrail]]:
        """All trails with the ids that they go by. One whose path is another page's now has its first commit added."""
        found = {id(trail): trail for known in self._known.values() for trail in known.open.values()}
        current = {trail.record: self.trail(self._head, trail.record, None) for trail in found.values()}
        named: list[tuple[str, OpenTrail]] = []
        for trail in found.values():
            if trail.decisions:
                is_current = not self._are_many or current[trail.record] in (trail, None)
                origin = "" if is_current else f"@{trail.decisions[0].commit[:10]}"
                named.append((f"{trail.record}{origin}", trail))
        return named


def _first(commits: Mapping[str, Commit], head: str) -> str:
    """The beginning of the main line: what the first parents lead to."""
    while head in commits and commits[head].parents:
        head = commits[head].parents[0]
    return head
