"""What one commit does to records, worked out from its files alone, without the history before it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from trailbook.trail.approvals import approvals
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.merges import made_by_merge
from trailbook.trail.decisions import Trail
from trailbook.trail.git.commits import Commit
from trailbook.trail.revisions import Identity, Revision, Revisions, Scope
from trailbook.trail.sentences import nouns, sentence
from trailbook.trail.trails import told_by


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
    commit: Commit, merge: Commit | None, scope: Scope, revisions: Revisions, known_as: Callable[[str], str] = str
) -> tuple[TouchedRecord, ...]:
    """The records that a commit changes, in the order of their ids.

    ``merge`` brought it to the main line, if any; ``known_as`` maps a contact as ``.mailmap`` does.
    """
    agreed = approvals(commit, merge, known_as)
    found: dict[str, TouchedRecord] = {}
    for before, after, path, identity in _pairs(commit, scope, revisions):
        changes = made_by_merge([revisions.changes(old, after) for old in before])
        if changes:
            decision = told_by(commit, merge, agreed, path, changes)
            trail = Trail(identity.id, path, (decision,))
            found[identity.id] = TouchedRecord(identity.id, identity.kind, path, changes, trail)
    return tuple(found[id] for id in sorted(found))


_Sides = tuple[list[Revision | None], Revision | None, str, Identity]


def _pairs(commit: Commit, scope: Scope, revisions: Revisions) -> Iterator[_Sides]:
    """Each record before and after a commit. A record that moves to another file is followed by its id."""
    left: dict[str, tuple[list[Revision | None], str, Identity]] = {}
    appeared: list[tuple[Revision, Identity]] = []
    for change in commit.changes:
        old_path, path = scope.path(change.old_path), scope.path(change.path)
        before = [Revision(old_path, blob) for blob in change.before if blob and old_path]
        after = Revision(path, change.after) if path and change.after else None
        old = next((found for revision in before if (found := revisions.identity(revision))), None)
        new = revisions.identity(after) if after else None
        if old and new and (old.id == new.id or old.kind == new.kind == "page"):
            yield [*before], after, path or "", new
            continue
        # a file that can't be read at the moment keeps its record
        if old and old_path and (after is None or new is not None):
            left[old.id] = ([*before], old_path, old)
        if new and after and not (before and old is None):
            appeared.append((after, new))
    for after, new in appeared:
        former, _, _ = left.pop(new.id, ([None], "", new))
        yield former, after, after.path, new
    for former, path, old in left.values():
        yield former, None, path, old
