"""Follows every record through a history, commit by commit.

A record is followed by its id through whatever files hold it; a plain page, which has no id but its path,
by git's rename detection. A file that changes its id closes one trail and begins another. What a merge
changed by itself is a decision of the merge; what it only brought along is not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from trailbook.trail.approvals import writers
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.merges import changes_by_merge
from trailbook.trail.changes.page_moves import PageChanges, with_page_moves
from trailbook.trail.commit_decisions import after_review, decision_of, on_record
from trailbook.trail.decisions import Decision, Relation, Trail
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import History
from trailbook.trail.lineages import Lineages, OpenTrail
from trailbook.trail.relations import stated_relations, with_restored
from trailbook.trail.revisions import Identity, Revision, Revisions, Scope


@dataclass(frozen=True)
class Side:
    """One side of a file's change: the revisions that each parent (or the commit) had, and whose they are.

    A revision is None if the file was not there or can't be read as a record.
    """

    revisions: tuple[Revision | None, ...]
    identity: Identity | None

    @property
    def path(self) -> str:
        """Where the record was; empty if it was nowhere."""
        return next((revision.path for revision in self.revisions if revision), "")


_NOTHING = Side((None,), None)


@dataclass(frozen=True)
class _Step:
    """What a commit did to one record, by itself, and the trail that it belongs to."""

    trail: OpenTrail
    path: str
    changes: tuple[Change, ...]


class Follower:
    """Follows every record through a history, from the first commit to the last."""

    def __init__(
        self,
        history: History,
        scope: Scope,
        revisions: Revisions,
        known_as: Callable[[str], str],
        *,
        is_whole: bool = True,
    ) -> None:
        self._history = history
        self._scope = scope
        self._revisions = revisions
        self._known_as = known_as
        self._records: dict[str, OpenTrail] = {}
        self._pages = Lineages(history.commits, history.head, is_whole=is_whole)
        self._spoilt: dict[str, Side] = {}
        self._copies: dict[str, dict[str, Side]] = {}
        self._bare: dict[str, Decision] = {}

    @cached_property
    def _related(self) -> dict[str, tuple[Relation, ...]]:
        return stated_relations(self._history)

    def prepare(self, commits: Iterable[Commit]) -> None:
        """Work out what is known of decisions before anything is compared."""
        for commit in commits:
            if any(self._scope.path(path) for change in commit.changes for path in (change.old_path, change.path)):
                self._bare[commit.id] = self._bare_decision(commit)

    def _bare_decision(self, commit: Commit) -> Decision:
        """What a commit decided, but for its changes and the records that they are of."""
        bare = decision_of(self._history, commit, "", (), self._known_as)
        return replace(bare, related=related) if (related := self._related.get(commit.id)) else bare

    def trails(self, commits: Iterable[Commit]) -> list[Trail]:
        """The trails that commits make, given the oldest first."""
        for commit in commits:
            self._decide(commit, list(self._steps(commit)))
        found = sorted((*((trail.record, trail) for trail in self._records.values()), *self._pages.trails()), key=_id)
        return [
            Trail(id, trail.path, tuple(reversed(with_restored(trail.decisions))))
            for id, trail in found
            if trail.decisions
        ]

    def _original(self, before: Side, after: Side) -> tuple[Side, Side] | None:
        """What a change does to the record itself; None if it is of a further file with the same id.

        While a record's file is there, another with its id decides nothing. If that file goes, the record
        goes on in the other.
        """
        identity = after.identity or before.identity
        known = self._records.get(identity.id) if identity and identity.kind != "page" else None
        if identity is None or known is None:
            return before, after
        copies = self._copies.setdefault(identity.id, {})
        came = before.identity is None and known.alive and after.path != known.path
        if copies.pop(before.path, None) or came:
            if after.identity:
                copies[after.path] = after
            return None
        if after.identity is None and before.path == known.path and copies:
            return before, copies.pop(min(copies))
        known.alive = after.identity is not None
        return before, after

    def _steps(self, commit: Commit) -> Iterator[_Step]:
        """What a commit did to each record."""
        for before, after in paired(self._sides(commit)):
            pair = self._original(before, after)
            step = self._step(commit, *pair) if pair else None
            if step is not None:
                yield step

    def _decide(self, commit: Commit, steps: Sequence[_Step]) -> None:
        """Add a decision to each trail, with what moved from one file to another as moves."""
        if not steps:
            return
        moved = with_page_moves([PageChanges(step.trail.record, step.path, step.changes) for step in steps])
        bare = self._bare.pop(commit.id, None) or self._bare_decision(commit)
        authors = writers(commit, self._known_as)
        for step, changes in zip(steps, moved, strict=True):
            step.trail.decisions.append(on_record(bare, step.path, after_review(commit, changes), authors))

    def _step(self, commit: Commit, before: Side, after: Side) -> _Step | None:
        """What a commit did to one record; None if that is nothing."""
        identity = after.identity or before.identity
        if identity is None:
            return None
        is_page = identity.kind == "page"
        if is_page and before.identity is None:
            before = self._brought(commit, after)
        known = self._page(commit, before, after) if is_page else self._records.get(identity.id)
        path = after.path or before.path
        changes = changes_between(self._revisions, before, after)
        if before.identity and after.identity and before.path != after.path:
            changes = (Change(None, "path", "moved", before.path, after.path), *changes)
        if changes and known is None:
            known = OpenTrail(identity.id, path)
            (self._pages.at(commit.id).open if is_page else self._records)[identity.id] = known
        if known is not None:
            known.blob = after.revisions[0].blob if after.revisions[0] else None
        if not changes or known is None:
            return None
        if known.record == identity.id:
            known.path = path
        return _Step(known, path, changes)

    def _brought(self, commit: Commit, after: Side) -> Side:
        """Where a page was before that is new in a commit: nowhere, or in another history that a merge brought in."""
        revision = after.revisions[0]
        found = self._pages.brought(commit, after.path, revision.blob if revision else None)
        if found is None or revision is None:
            return _NOTHING
        place, id = found
        return Side((*[None] * place, Revision(id, revision.blob)), Identity(id, "page"))

    def _page(self, commit: Commit, before: Side, after: Side) -> OpenTrail | None:
        """The trail of a page that a commit changes, under its new path if it was moved."""
        here, pages = self._pages.at(commit.id), self._pages
        if before.identity is None:
            return pages.begun(commit.id, after.identity.id) if after.identity else None
        old, new = before.identity.id, (after.identity or before.identity).id
        there = zip(commit.parents or (commit.id,), before.revisions, strict=False)
        asked = (pages.trail(parent, old, revision.blob) for parent, revision in there if revision)
        found = list(dict.fromkeys(trail for trail in asked if trail is not None))
        for other in found[1:]:
            pages.join(found[0], other)
        if not found:
            return here.open.get(here.now(new))
        trail = found[0]
        if old != new and (new in here.open or trail.record not in (old, new)):
            return here.open.get(here.now(new))
        if old != new:
            if here.open.get(old) is trail:
                del here.open[old]
                here.renamed[old] = new
            if trail.record == old:
                trail.record = new
            here.renamed.pop(new, None)
            here.open[new] = trail
        return trail

    def _sides(self, commit: Commit) -> Iterator[tuple[Side, Side]]:
        for change in commit.changes:
            old_path, path = self._scope.path(change.old_path), self._scope.path(change.path)
            if not old_path and not path:
                continue
            before, after = self._side(old_path, change.before), self._side(path, (change.after,))
            if path and change.after and not after.identity:
                self._spoilt[path] = before
            else:
                yield before, after

    def _side(self, path: str | None, blobs: tuple[str | None, ...]) -> Side:
        """The revisions at a path. For one that can't be read, the last that could stands in."""
        side = side_at(path, blobs, self._revisions)
        if path in self._spoilt and any(blob and not found for blob, found in zip(blobs, side.revisions, strict=True)):
            return self._spoilt.pop(path)
        return side


def _id(named: tuple[str, OpenTrail]) -> str:
    return named[0]


def side_at(path: str | None, blobs: tuple[str | None, ...], revisions: Revisions) -> Side:
    """The revisions that blobs are at a path, and the record that they are of."""
    asked = (Revision(path, blob) if path and blob else None for blob in blobs)
    known = [(revision, revisions.identity(revision) if revision else None) for revision in asked]
    identity = next((identity for _, identity in known if identity), None)
    return Side(tuple(revision if identity else None for revision, identity in known), identity)


def changes_between(revisions: Revisions, before: Side, after: Side) -> tuple[Change, ...]:
    """The changes that a commit made against every parent."""
    new = after.revisions[0]
    present = [old for old in before.revisions if old] or before.revisions[:1]
    return changes_by_merge([revisions.changes(old, new) for old in present])


def paired(sides: Iterable[tuple[Side, Side]]) -> list[tuple[Side, Side]]:
    """Old and new sides that belong together: of one id, or of one page that git saw renamed.

    A record that left one file and came up in another in the same commit is one that moved.
    """
    pairs: list[tuple[Side, Side]] = []
    gone: dict[str, Side] = {}
    come: list[Side] = []
    for before, after in sides:
        old, new = before.identity, after.identity
        if old and new and (old.id == new.id or old.kind == new.kind == "page"):
            pairs.append((before, after))
            continue
        if old:
            gone[old.id] = before
        if new:
            come.append(after)
    for after in come:
        before = gone.pop(after.identity.id, _NOTHING) if after.identity else _NOTHING
        pairs.append((before, after))
    return [*pairs, *((before, _NOTHING) for before in gone.values())]
