"""Whether the decisions in evidence are all that its commits made, and say of records what the files say."""

from collections.abc import Iterable, Iterator, Mapping

from trailbook.audit.evidence.facts import DecisionFact
from trailbook.audit.evidence.held import Held, plain
from trailbook.text.files import MAX_BYTES
from trailbook.trail.cache import Cache
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.merges import made_by_merge
from trailbook.trail.decisions import Decision
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.revisions import Identity, Revision, Revisions

Difference = tuple[tuple[str | None, ...], str | None]
"""The blobs that the parents had at a path, and the one that the commit left there."""


def covered_by(held: Held, fact: DecisionFact, decision: Decision | None) -> set[str]:
    """The paths whose change a decision tells of: where the record is, and where it was."""
    moved = [one.before for one in decision.changes if one.field == "path" and one.kind == "moved"] if decision else []
    before = fact.file_before or ""
    return {fact.path, before.removeprefix(held.facts.folder), *(plain(str(path)) for path in moved)}


def uncovered(held: Held, commit: str, covered: set[str]) -> list[str]:
    """The changes of a commit to files of records that no decision tells of, by their paths."""
    return [plain(path) for path in held.differences(commit) if plain(path) not in covered]


class Differ:
    """Says anew what changed between the files that evidence holds."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._revisions = Revisions(_Reader(held), Cache(None))

    def changes(self, fact: DecisionFact, told: Decision) -> tuple[Change, ...]:
        """What a decision's commit changed in its record."""
        held = self._held
        moves = [one for one in told.changes if one.field == "path" and one.kind == "moved" and one.item is None]
        file_before = fact.file_before.removeprefix(held.facts.folder) if fact.file_before else fact.path
        old_path = str(moves[0].before) if moves else file_before
        blobs = [held.record_blob(parent, old_path) for parent in held.parents(fact.commit)] or [None]
        is_record = held.scope.path(f"{held.facts.folder}{old_path}") is not None
        olds: list[Revision | None] = [self._revision(old_path, blob) if is_record else None for blob in blobs]
        new = self._revision(fact.path, fact.blob)
        before = next((self._identity(old) for old in olds if old), None)
        after = self._identity(new) if new else None
        if before and after and before.id != after.id and not before.kind == after.kind == "page":
            olds = [None] if fact.record == after.id else olds
            new = new if fact.record == after.id else None
        present = [old for old in olds if old] or olds[:1]
        found = made_by_merge([self._revisions.changes(old, new) for old in present])
        if before and after and new and olds != [None] and old_path != fact.path:
            return (Change(None, "path", "moved", old_path, fact.path), *found)
        return found

    def says_nothing(self, commit: str, path: str) -> bool:
        """Whether a change to a file of a record is none to a record: it reads the same, or can't be read."""
        blobs, left = self._differences(commit)[path]
        olds = [self._revision(path, blob) for blob in blobs]
        new = self._revision(path, left)
        if not any(olds) and not new:
            return True
        if left and not new:
            return True
        before = next((self._identity(old) for old in olds if old), None)
        if new and before and self._identity(new) != before:
            return False
        present = [old for old in olds if old] or olds[:1]
        return not made_by_merge([self._revisions.changes(old, new) for old in present])

    def _differences(self, commit: str) -> Mapping[str, Difference]:
        return {plain(path): change for path, change in self._held.differences(commit).items()}

    def _identity(self, revision: Revision) -> Identity | None:
        return self._revisions.identity(revision)

    def _revision(self, path: str, blob: str | None) -> Revision | None:
        """The revision at a path, if it is one of a record."""
        if blob is None:
            return None
        revision = Revision(path, blob)
        return revision if self._identity(revision) else None


class _Reader(Blobs):
    """Gives blobs of evidence as ``Revisions`` asks for them."""

    def __init__(self, held: Held) -> None:
        self._held = held

    def each(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        for id in ids:
            content = self._held.need("blob", id)
            yield id, content if len(content) <= MAX_BYTES else None
