"""The history as it is now, for ledgers to be held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from trailbook.audit.ledgers.ledger import Entry
from trailbook.trail.git.commits import Commit


@dataclass(frozen=True)
class Today:
    """A history to hold ledgers against: its commits by id, newest first, and its decisions.

    ``merges`` names for a commit the merge that brought it to the main line. ``prefix`` is the folder of the
    knowledge base in the repository.
    """

    commits: Mapping[str, Commit]
    entries: tuple[Entry, ...]
    merges: Mapping[str, str]
    prefix: str = ""

    @cached_property
    def by_commit(self) -> Mapping[str, tuple[Entry, ...]]:
        """The decisions of each commit."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.commit, []).append(entry)
        return {commit: tuple(some) for commit, some in found.items()}

    def ancestors(self, *ids: str) -> frozenset[str]:
        """Commits and all that came before them, as far as they are in this history."""
        found: set[str] = set()
        pending = list(ids)
        while pending:
            current = pending.pop()
            if current in self.commits and current not in found:
                found.add(current)
                pending += self.commits[current].parents
        return frozenset(found)

    def descendants(self, id: str) -> frozenset[str]:
        """A commit and all that came after it."""
        found = {id}
        for commit in reversed(list(self.commits.values())):
            if not found.isdisjoint(commit.parents):
                found.add(commit.id)
        return frozenset(found)
