"""What one commit does to records, worked out from its files alone, without the history before it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trailbook.trail.approvals import approvals
from trailbook.trail.changes.change import Change
from trailbook.trail.commit_decisions import decision_of_commit
from trailbook.trail.decisions import Trail
from trailbook.trail.following import Side, changes_between, paired, side_at
from trailbook.trail.git.commits import Commit
from trailbook.trail.revisions import Revisions, Scope
from trailbook.trail.sentences import nouns, sentence


@dataclass(frozen=True)
class TouchedRecord:
    """A record that a commit changes: its id and kind, the path of its file, and the changes in its own terms."""

    record: str
    kind: str
    path: str
    changes: tuple[Change, ...]
    trail: Trail

    @property
    def nouns(self) -> Mapping[str, str]:
        """The noun of each changed item, such as ``control`` or ``threat``."""
        return nouns(self.trail)

    def sentence(self, change: Change) -> str:
        """A change in words, with its record: ``POL-ACCESS: control C1: level: must → should``."""
        noun = self.nouns.get(change.item, "") if change.item else self.kind.replace("-", " ")
        return f"{self.record}: {sentence(change, noun)}"

    def reference(self, change: Change) -> str:
        """The reference to the item or record that a change is about."""
        return f"{self.record}.{change.item}" if change.item else self.record


def touched_records(
    commit: Commit,
    scope: Scope,
    revisions: Revisions,
    known_as: Callable[[str], str] = str,
    way: Sequence[Commit] = (),
    agreeing: Commit | None = None,
) -> tuple[TouchedRecord, ...]:
    """The records that a commit changes, in the order of their ids.

    ``known_as`` maps a contact as ``.mailmap`` does. ``way`` are the merges that took the commit in, that of its own
    branch first; ``agreeing`` is the one that is agreement with it, if any.
    """
    agreed = approvals(commit, agreeing, known_as)
    found: dict[str, TouchedRecord] = {}
    for before, after in paired(_readable_sides(commit, scope, revisions)):
        identity, path = after.identity or before.identity, after.path or before.path
        if identity and (changes := changes_between(revisions, before, after)):
            decision = decision_of_commit(commit, way, agreed, path, changes, known_as)
            trail = Trail(identity.id, path, (decision,))
            found[identity.id] = TouchedRecord(identity.id, identity.kind, path, changes, trail)
    return tuple(found[id] for id in sorted(found))


def _readable_sides(commit: Commit, scope: Scope, revisions: Revisions) -> Iterator[tuple[Side, Side]]:
    """The two sides of each changed file, except where one can't be read: without the history, that shows no change."""
    for change in commit.changes:
        old_path, path = scope.path(change.old_path), scope.path(change.path)
        before, after = side_at(old_path, change.before, revisions), side_at(path, (change.after,), revisions)
        was_there, is_there = bool(old_path and any(change.before)), bool(path and change.after)
        if (after.identity or not is_there) and (before.identity or not was_there):
            yield before, after
