"""From a history to the trails of its records.

``following`` follows the records; here is what it needs: the commits, the revisions and what is kept of them from
an earlier time. Signatures are looked at last, since they depend on the keys of whoever asks.
"""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from trailbook.text.files import MAX_BYTES, SUFFIXES
from trailbook.trail.approvals import with_signer
from trailbook.trail.cache import Cache
from trailbook.trail.cached_trails import CachedTrails, TrailCache, signed_commits
from trailbook.trail.commit_decisions import agreed_later
from trailbook.trail.coverage import TrailCoverage, coverage_of
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.following import Follower
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.git.signatures import NONE
from trailbook.trail.parallel import Progress, answer_in_parallel, no_progress, revision_pairs
from trailbook.trail.requests.branch import evidence_branch
from trailbook.trail.requests.overlay import with_requests
from trailbook.trail.revisions import Revisions, Scope
from trailbook.trail.single_pages import are_of_pages, commits_of_page
from trailbook.trail.trusted_keys import TrustedKeys


def read_trails(
    repository: Repository,
    folders: Iterable[str],
    revision: str = "HEAD",
    progress: Progress = no_progress,
    *,
    busy: int = 0,
) -> list[Trail]:
    """The trails of all records up to a revision, closed ones included, in the order of their ids.

    The work of a first time is shared among the processors, less so many as are ``busy`` with other work.

    Raises ``HistoryError`` if the history can't be read.
    """
    scope = Scope(repository.prefix, tuple(folders))
    return list(read_covered_trails(repository, scope, revision, progress, busy=busy).trails)


def read_part(
    repository: Repository,
    scope: Scope,
    revision: str,
    only: Collection[str],
    main: str = "",
    progress: Progress = no_progress,
) -> list[Trail]:
    """What these commits alone decided, each as it is in the whole history but for relations that contents show.

    ``main`` is where a branch left the main line, if it has not come to it yet: no key that was listed since counts.
    Raises ``HistoryError`` if the history can't be read.
    """
    with uncollected(), Cache(repository.cache_file) as cache:
        found = _Reading(repository, scope, cache, progress, 0).part(revision, only, main)
        return _completed(repository, found, revision)


@dataclass(frozen=True)
class CoveredTrails:
    """The trails of a scope, and which of the documents there they are of."""

    trails: tuple[Trail, ...]
    coverage: TrailCoverage


def read_covered_trails(
    repository: Repository,
    scope: Scope,
    revision: str = "HEAD",
    progress: Progress = no_progress,
    *,
    busy: int = 0,
) -> CoveredTrails:
    """What ``read_trails`` gives, of which documents it is, and what is passed over. Raises ``HistoryError``."""
    with uncollected(), Cache(repository.cache_file) as cache:
        reading = _Reading(repository, scope, cache, progress, busy)
        found = reading.whole(revision)
        return CoveredTrails(tuple(_completed(repository, found, revision)), found.coverage)


def read_page_trails(
    repository: Repository,
    scope: Scope,
    page: str,
    revision: str = "HEAD",
    progress: Progress = no_progress,
    *,
    busy: int = 0,
) -> tuple[Trail, ...] | None:
    """The trails of the plain page at a path of the scope, as they are among all; None if only all can tell.

    There is one, but for pages that were at that path at other times. Raises ``HistoryError``.
    """
    with uncollected(), Cache(repository.cache_file) as cache:
        found = _Reading(repository, scope, cache, progress, busy).page(revision, page)
        return None if found is None else tuple(_completed(repository, found, revision))


@contextmanager
def uncollected() -> Iterator[None]:
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

    def page(self, revision: str, page: str) -> CachedTrails | None:
        """The trails of the page at a path, as they were kept, alone or among all, or as they are found."""
        head = self.repository.commit_id(revision)
        keeping = TrailCache(self.cache, self.repository, head, self.scope, page)
        if (kept := keeping.get()) is not None:
            return kept
        found = TrailCache(self.cache, self.repository, head, self.scope).get() or self._around_page(revision, page)
        if found is not None:
            found = found.of_page(page)
            keeping.put(found)
        return found

    def _around_page(self, revision: str, page: str) -> CachedTrails | None:
        """The trails on which that of a plain page depends; None if that may be any."""
        history, path = self.repository.history(revision), f"{self.scope.prefix}{page}"
        only = commits_of_page(history, path, is_whole=not self.repository.is_shallow)
        if only is None:
            return None
        found = self.part(revision, only)
        with self.repository.blob_reader(MAX_BYTES) as read:
            pairs = revision_pairs((history.commits[id] for id in only), self._following(history))
            return found if are_of_pages(pairs, Revisions(read, self.cache)) else None

    def _following(self, history: History) -> Scope:
        """The scope with whatever a record was moved from or to."""
        return self.scope.following(moves_of(history.commits.values()))

    def part(self, revision: str, only: Collection[str] | None = None, main: str = "") -> CachedTrails:
        """The trails that some commits of a history make, or all of them."""
        history = self.repository.history(revision)
        known = [commit for commit in history.commits.values() if commit.id not in self.repository.cut_off]
        commits = [commit for commit in reversed(known) if only is None or commit.id in only]
        names = self.repository.names(history.head)
        with self.repository.blob_reader(MAX_BYTES) as read:
            revisions = Revisions(read, self.cache)
            scope = self._following(history)
            pairs = revision_pairs(commits, scope)
            is_whole = not self.repository.is_shallow
            follower = Follower(history, scope, revisions, names.contact, is_whole=is_whole)
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
            signed, keys = signed_commits(stated, history, TrustedKeys(history, read, names.contact, main))
        return CachedTrails(tuple(trails), signed, keys, coverage, tuple(sorted(self.repository.missing)))


def _with_later_agreements(trails: list[Trail], history: History, known_as: Callable[[str], str]) -> list[Trail]:
    """The trails with whoever agreed later to what a commit decided."""
    decided = {decision.commit for trail in trails for decision in trail.decisions}
    if not (found := agreed_later(history, decided, known_as)):
        return trails

    def with_agreement(decision: Decision) -> Decision:
        later = found.get(decision.commit)
        return replace(decision, agreed_later=later) if later else decision

    return [replace(trail, decisions=tuple(map(with_agreement, trail.decisions))) for trail in trails]


def moves_of(commits: Iterable[Commit]) -> list[tuple[str, str]]:
    """The old and the new path of each file that commits moved and that may hold a record, in their order.

    A page may have had another ending before.
    """
    changes = (change for commit in commits for change in commit.changes)
    moved = (one for one in changes if one.old_path != one.path and one.after and any(one.before))
    return [
        (one.old_path, one.path)
        for one in moved
        if one.path.endswith(SUFFIXES)
        and (one.old_path.endswith(SUFFIXES) or (one.path.endswith(".md") and _was_page(one.old_path)))
    ]


def _was_page(path: str) -> bool:
    return PurePosixPath(path).suffix in _ENDINGS_BEFORE


_ENDINGS_BEFORE = ("", ".markdown", ".mdown", ".mdwn", ".mkd", ".txt")
"""Endings of text that is read as Markdown once its file is called so."""


def _is_in(scope: Scope, trail: Trail) -> bool:
    """Whether a record was ever inside a scope."""
    paths = dict.fromkeys((trail.path, *(decision.path for decision in trail.decisions)))
    return any(path.endswith(SUFFIXES) and scope.holds(path) for path in paths)


def _commits_of(trails: Iterable[Trail]) -> dict[str, None]:
    return dict.fromkeys(decision.commit for trail in trails for decision in trail.decisions)


def _completed(repository: Repository, kept: CachedTrails, head: str) -> list[Trail]:
    """The trails with what is not in the history up to ``head``: the state of signatures, and what forges said."""
    return with_requests(_signed(repository, kept), evidence_branch(repository.git), repository, head)


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
