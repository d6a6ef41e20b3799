"""From a history to the trails of its records.

A record is followed by its id through whatever files hold it; a plain page, which has no id but its path,
by git's rename detection. A file that changes its id closes one trail and begins another. What a merge
changed by itself is a decision of the merge; what it only brought along is not.
"""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial

from trailbook.text.files import MAX_BYTES, SUFFIXES
from trailbook.trail.approvals import approvals, claimed_approvals, with_signer, writers
from trailbook.trail.authorship import assistants, co_authors, proposer
from trailbook.trail.cache import Cache
from trailbook.trail.cached_trails import CachedTrails, TrailCache, signed_commits
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.merges import changes_by_merge
from trailbook.trail.changes.page_moves import PageChanges, with_page_moves
from trailbook.trail.coverage import Coverage, coverage_of
from trailbook.trail.decisions import Approval, Decision, Relation, TakenIn, Trail
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.people import People
from trailbook.trail.git.pull_requests import pull_request
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.git.signatures import NONE
from trailbook.trail.lineages import Lineages, OpenTrail
from trailbook.trail.parallel import Progress, answer_in_parallel, no_progress, revision_pairs
from trailbook.trail.reasons.rationale import answers, rationale
from trailbook.trail.relations import stated_relations, with_restored
from trailbook.trail.revisions import Identity, Revision, Revisions, Scope
from trailbook.trail.sign_offs.needed import later_agreements
from trailbook.trail.trusted_keys import TrustedKeys


def read_trails(
    repository: Repository,
    folders: Iterable[str],
    revision: str = "HEAD",
    progress: Progress = no_progress,
    *,
    busy: int = 0,
    only: Collection[str] | None = None,
) -> list[Trail]:
    """The trails of all records up to a revision, closed ones included, in the order of their ids.

    With ``only``, nothing but the decisions of these commits is worked out, each as it is in the whole history but for
    relations that contents alone show.
    The work of a first time is shared among the processors, less so many as are ``busy`` with other work.

    Raises ``HistoryError`` if the history can't be read.
    """
    scope = Scope(repository.prefix, tuple(folders))
    return list(read_covered_trails(repository, scope, revision, progress, busy=busy, only=only).trails)


@dataclass(frozen=True)
class CoveredTrails:
    """The trails of a scope, and which of the documents there they are of."""

    trails: tuple[Trail, ...]
    coverage: Coverage


def read_covered_trails(
    repository: Repository,
    scope: Scope,
    revision: str = "HEAD",
    progress: Progress = no_progress,
    *,
    busy: int = 0,
    only: Collection[str] | None = None,
) -> CoveredTrails:
    """What ``read_trails`` gives, of which documents it is, and what is passed over. Raises ``HistoryError``."""
    with _uncollected(), Cache(repository.cache_file) as cache:
        reading = _Reading(repository, scope, cache, progress, busy)
        found = reading.whole(revision) if only is None else reading.part(revision, only)
        return CoveredTrails(tuple(_signed(repository, found)), found.coverage)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Lets the garbage collector rest while many thousand values are made, of which none live in circles."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@dataclass(frozen=True)
class _Reading:
    """The reading of one repository, before the keys of any signature are looked at."""

    repository: Repository
    scope: Scope
    cache: Cache
    progress: Progress
    busy: int

    def whole(self, revision: str) -> CachedTrails:
        """The trails of a history, as they were kept or as they are found."""
        keeping = TrailCache(self.cache, self.repository, self.repository.commit_id(revision), self.scope)
        if (kept := keeping.get()) is None:
            kept = self.part(revision)
            keeping.put(kept)
        return kept

    def part(self, revision: str, only: Collection[str] | None = None) -> CachedTrails:
        """The trails that some commits of a history make, or all of them."""
        history = self.repository.history(revision)
        known = [commit for commit in history.commits.values() if commit.id not in self.repository.cut_off]
        commits = [commit for commit in reversed(known) if only is None or commit.id in only]
        names = self.repository.names(history.head)
        with self.repository.blob_reader(MAX_BYTES) as read:
            revisions = Revisions(read, self.cache)
            scope = self.scope.following(moves_of(history.commits.values()))
            pairs = revision_pairs(commits, scope)
            is_whole = not self.repository.is_shallow
            follower = _Follower(history, scope, revisions, names.contact, is_whole=is_whole)
            prepare = partial(follower.prepare, commits)
            answer_in_parallel(pairs, revisions, self.repository.root, self.progress, self.busy, prepare)
            trails = follower.trails(commits)
            trails = [trail for trail in trails if _is_in(self.scope, trail)]
            files = self.repository.files(history.head) if only is None else {}
            coverage = coverage_of(files, self.scope, revisions)
            if read.missing:
                self.repository.miss(read.missing)
            trails = _with_later_agreements(trails, history, names.contact)
            stated = self.repository.stated_signatures(_commits_of(trails))
            signed, keys = signed_commits(stated, history, TrustedKeys(history, read, names.contact))
        return CachedTrails(tuple(trails), signed, keys, coverage, tuple(sorted(self.repository.missing)))


def _with_later_agreements(trails: list[Trail], history: History, known_as: Callable[[str], str]) -> list[Trail]:
    """The trails with whoever agreed later to what a machine proposed alone."""
    alone = {d.commit for trail in trails for d in trail.decisions if d.proposed_by != "person"}
    if not alone or not (found := agreed_later(history, alone, known_as)):
        return trails

    def with_agreement(decision: Decision) -> Decision:
        later = found.get(decision.commit)
        return replace(decision, agreed_later=later) if later else decision

    return [replace(trail, decisions=tuple(map(with_agreement, trail.decisions))) for trail in trails]


def agreed_later(
    history: History, decided: Collection[str], known_as: Callable[[str], str]
) -> dict[str, tuple[Approval, ...]]:
    """Who agreed to some commits in a later one, which names the earlier by its id in a ``Decision`` trailer."""
    found = later_agreements(history, decided, known_as)
    return {id: tuple(Approval(one.name, one.email, "trailer", True) for one in later) for id, later in found.items()}


def moves_of(commits: Iterable[Commit]) -> list[tuple[str, str]]:
    """The old and the new path of each file that commits moved and that may hold a record, in their order."""
    changes = (change for commit in commits for change in commit.changes)
    moved = (one for one in changes if one.old_path != one.path and one.after and any(one.before))
    return [
        (one.old_path, one.path) for one in moved if one.path.endswith(SUFFIXES) and one.old_path.endswith(SUFFIXES)
    ]


def _is_in(scope: Scope, trail: Trail) -> bool:
    """Whether a record was ever inside a scope."""
    paths = dict.fromkeys((trail.path, *(decision.path for decision in trail.decisions)))
    return any(scope.holds(path) for path in paths)


def _commits_of(trails: Iterable[Trail]) -> dict[str, None]:
    return dict.fromkeys(decision.commit for trail in trails for decision in trail.decisions)


def _signed(repository: Repository, kept: CachedTrails) -> list[Trail]:
    """The trails with the state of each commit's signature, and the agreement of whoever signed another's commit."""
    signatures = kept.signatures(repository)

    def signed(decision: Decision) -> Decision:
        signature = signatures.get(decision.commit, NONE)
        known = kept.signed.get(decision.commit)
        authors = (decision.author, *decision.co_authors, *(known.writers if known else ()))
        agreed = with_signer(decision.approvals, signature.signers, authors)
        if (signature.state, agreed) == (decision.signature, decision.approvals):
            return decision
        return replace(decision, signature=signature.state, approvals=agreed)

    return [replace(trail, decisions=tuple(map(signed, trail.decisions))) for trail in kept.trails]


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


class _Follower:
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
        return replace(bare, related=self._related.get(commit.id, ()))

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
            step.trail.decisions.append(_on_record(bare, step.path, changes, authors))

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


def decision_of(
    history: History, commit: Commit, path: str, changes: tuple[Change, ...], known_as: Callable[[str], str]
) -> Decision:
    """The decision that a commit of a history is on a record: who changed it, when, why, and who agreed.

    ``known_as`` gives each contact (``Name <mail>``) as the mailmap has it. Signatures are not looked at.
    """
    commits, branches = history.commits, history.branches
    way = [commits[id] for id in branches.explaining(commit.id)]
    agreeing = commits.get(branches.agreed.get(commit.id, ""))
    agreed = approvals(commit, agreeing, known_as, history.people)
    found = replace(
        decision_of_commit(commit, way, agreed, path, (), known_as),
        landed=history.landed(commit),
        pull_request=pull_request(commit, way),
        merge=len(commit.parents) > 1,
        taken_in=tuple(_taken_in(commit, commits[id], history.people) for id in branches.way(commit.id)),
        answers=answers(commit, way),
    )
    return _on_record(found, path, changes, writers(commit, known_as))


def _on_record(bare: Decision, path: str, changes: tuple[Change, ...], authors: Iterable[Person]) -> Decision:
    """What a commit decided, known but for its changes, on one record, with the approvals that these claim."""
    agreed = (*bare.approvals, *claimed_approvals(changes, *authors))
    return replace(bare, path=path, changes=changes, approvals=agreed)


def _taken_in(commit: Commit, merge: Commit, people: People) -> TakenIn:
    return TakenIn(merge.id, merge.author, any(people.is_one_of(name, commit.authors) for name in merge.authors))


def decision_of_commit(
    commit: Commit,
    way: Sequence[Commit],
    agreed: tuple[Approval, ...],
    path: str,
    changes: tuple[Change, ...],
    known_as: Callable[[str], str],
) -> Decision:
    """The decision that a commit states by itself, and by the merges that took it in, the first one first.

    It lands when it is committed.
    """
    people = co_authors(commit, known_as)
    return Decision(
        commit=commit.id,
        path=path,
        authored=commit.authored,
        landed=commit.committed,
        author=commit.author,
        title=commit.title,
        rationale=rationale(commit, way),
        approvals=agreed,
        signature=NONE.state,
        pull_request=None,
        changes=changes,
        co_authors=people,
        assistants=assistants(commit),
        proposed_by=proposer(commit, people),
    )


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
