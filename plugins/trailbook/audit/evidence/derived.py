"""Derives again what Trailbook concludes from the objects in evidence: what changed, why, who agreed, gaps, coverage.

The result depends on Trailbook's rules, so it is compared only if the same code made the evidence. The code that makes
evidence compares it too, and lists in the evidence what can't be derived from the objects alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from trailbook.audit.evidence.contents import COVERAGE, GAPS
from trailbook.audit.evidence.facts import DecisionFact, RecordFile
from trailbook.audit.evidence.forge_statements import statement_faults, with_what_forges_said
from trailbook.audit.evidence.object_store import ObjectStore
from trailbook.audit.evidence.readable import gaps_json, gaps_of
from trailbook.audit.evidence.signature_claims import without_agreement_by_signature
from trailbook.audit.evidence.source import EMPTY, Decisions, by_record_and_commit
from trailbook.audit.evidence.trust_roots import trust_root_gaps_in
from trailbook.credentials.masking import mask
from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.records.reading import read_document
from trailbook.risk.register.coverage import coverage, coverage_json
from trailbook.text.files import MAX_BYTES, walk_order
from trailbook.text.unseen import without_surrogates
from trailbook.trail.approvals import with_signer, writers
from trailbook.trail.cache import Cache
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.derived import without_levels
from trailbook.trail.changes.merges import changes_by_merge
from trailbook.trail.changes.page_moves import PageChanges, with_page_moves
from trailbook.trail.commit_decisions import after_review, agreed_later, decision_of
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.gaps import Gap, newest_gaps_first, outdated_approvals
from trailbook.trail.gaps import gaps as all_gaps
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.repository import History
from trailbook.trail.git.stored_commits import author_at, committer_at, message_of, other_authors
from trailbook.trail.relations import stated_relations, with_restored
from trailbook.trail.revisions import Identity, Revision, Revisions


def underived(
    store: ObjectStore, trails: Sequence[Trail], decisions: Decisions, commits: set[str], files: Mapping[str, bytes]
) -> Iterator[str]:
    """What the evidence says that does not follow from its objects by the rules of this version of Trailbook.

    These sentences are part of the evidence, so another wording makes other evidence.
    """
    yield from _differing_paths(store, trails)
    history = history_of(store, commits)
    changes = RecordChanges(store)
    derived = changes.of_decisions(decisions)
    related = by_record_and_commit(with_relations(history, trails))
    expected = _expected(store, history, trails)
    for fact in store.facts.decisions:
        _, decision = decisions[fact.record, fact.commit]
        stated = expected[fact.record, fact.commit][1]
        if after_review(history.commits[fact.commit], derived[fact.number]) != decision.changes:
            yield f"decision {fact.number}: what changed can't be derived from commit {fact.commit}"
        for name in _differing_parts(store, history, stated, decision):
            yield f"decision {fact.number}: {name} can't be derived from commit {fact.commit}"
        if decision.related != related[fact.record, fact.commit][1].related:
            yield f"decision {fact.number}: what it undoes or restores can't be derived from the decisions listed"
    yield from statement_faults(store, commits)
    for change in store.facts.undecided:
        if not changes.is_no_decision(change.commit, change.path):
            yield f"commit {change.commit} changed {change.path}, and why that is no decision can't be derived"
    roots = trust_root_gaps_in(store, history)
    if store.facts.controls:
        yield from _differing_titles(store)
        if [gap for gap in gaps_of(files.get(GAPS, b"")) if gap.kind == "trust-root"] != roots:
            yield f"who changed keys, names and roles, in {GAPS}, can't be derived from the commits of the period"
        return
    start = _knowledge_at(store, store.facts.start.commit) if store.facts.start else EMPTY
    end = _knowledge_at(store, store.facts.end.commit)
    if list(_record_files(store, start, end)) != list(store.facts.records):
        yield "the list of records in force can't be derived from the commits at the ends"
    if coverage_json(coverage(end, end.records)).encode() != files.get(COVERAGE):
        yield f"{COVERAGE} can't be derived from the records in force at the end"
    if gaps_json([*shown_gaps(trails, trails, end), *roots]) != files.get(GAPS):
        yield f"{GAPS} can't be derived from the commits, the decisions and the records in force at the end"


def with_relations(history: History, trails: Iterable[Trail]) -> list[Trail]:
    """The trails with how their decisions relate, as far as a history and they themselves show it."""
    stated = stated_relations(history)

    def related(trail: Trail) -> tuple[Decision, ...]:
        oldest_first = [replace(one, related=stated.get(one.commit, ())) for one in reversed(trail.decisions)]
        return tuple(reversed(with_restored(oldest_first)))

    return [replace(trail, decisions=related(trail)) for trail in trails]


def shown_gaps(trails: Sequence[Trail], shown: Sequence[Trail], end: KnowledgeBase) -> list[Gap]:
    """The gaps of the decisions shown, and the reviews claimed at the end of which there is no proof.

    An agreement by a signature closes no gap: nothing in an archive proves that. What was agreed before the decisions
    shown is not in one either, so only what they show themselves is said to have changed since.
    """
    records = {trail.record for trail in shown}
    decisions = {(trail.record, decision.commit) for trail in shown for decision in trail.decisions}

    def proven(some: Sequence[Trail]) -> list[Trail]:
        return [replace(one, decisions=tuple(map(without_agreement_by_signature, one.decisions))) for one in some]

    found = [gap for gap in all_gaps(proven(trails), end.records) if gap.kind != "outdated-approval"]
    found = [
        gap
        for gap in found
        if (gap.record, gap.commit) in decisions or (gap.kind == "unproven-review" and gap.record in records)
    ]
    return newest_gaps_first([*found, *outdated_approvals(proven(shown))])


_PARTS = {
    "also_by": "who else is named as its author",
    "authored": "when it was written",
    "landed": "when it reached the main line",
    "request": "what the forge said of its request",
}
_SAME = ("title", "author", "authored", "landed", "rationale", "pull_request", "merge", "taken_in", "answers")
_WRITERS = ("co_authors", "also_by", "assistants", "proposed_by")


def _expected(store: ObjectStore, history: History, trails: Sequence[Trail]) -> Decisions:
    """What commits, merges and statements give of each decision, but for its changes, which are taken as stated."""

    def as_committed(decision: Decision) -> Decision:
        commit = history.commits[decision.commit]
        found = decision_of(history, commit, decision.path, decision.changes, store.mailmap.contact)
        signers = [
            Person("" if one.name == one.email else one.name, one.email)
            for one in decision.approvals
            if one.source == "signature"
        ]
        authors = (found.author, *found.co_authors, *writers(commit, store.mailmap.contact))
        return replace(found, approvals=with_signer(found.approvals, signers[:1], authors))

    bare = [replace(one, decisions=tuple(map(as_committed, one.decisions))) for one in trails]
    return by_record_and_commit(with_what_forges_said(store, bare, history.commits))


def _differing_parts(store: ObjectStore, history: History, expected: Decision, decision: Decision) -> Iterator[str]:
    """The parts of a decision that differ from what its commit, its merge and what forges said give."""
    for name in (*_SAME, *_WRITERS, "request"):
        if getattr(expected, name) != getattr(decision, name):
            yield _PARTS.get(name, f"the {name.replace('_', ' ')}")
    later = agreed_later(history, [decision.commit], store.mailmap.contact)
    if decision.agreed_later and decision.agreed_later != later.get(decision.commit, ()):
        yield "who agreed later"
    if expected.approvals != decision.approvals:
        yield "who agreed"


def _differing_paths(store: ObjectStore, trails: Sequence[Trail]) -> Iterator[str]:
    """The records that are said to be where the end of the period does not have them."""
    at_end = {file.record: file.path_at_end for file in store.facts.records}
    for trail in trails:
        newest = without_surrogates(trail.decisions[0].path) if trail.decisions else None
        if without_surrogates(trail.path) != (at_end.get(without_surrogates(trail.record)) or newest):
            yield f"the path of {without_surrogates(trail.record)} can't be derived from its newest decision or the end"


def _differing_titles(store: ObjectStore) -> Iterator[str]:
    """The records listed in limited evidence whose file has another id, title or kind."""
    for file in store.facts.records:
        at_end = file.path_at_end, file.blob_at_end
        path, blob = at_end if file.path_at_end else (file.path_at_start, file.blob_at_start)
        found = read_document(path, store.need("blob", blob))[0] if path and blob else None
        record = found.record if isinstance(found, Document) else None
        expected = (file.record, file.title, file.kind)
        if record is None or (without_surrogates(record.id), record.title, record.kind) != expected:
            yield f"id, title and kind of {file.record} can't be read from its file"


def _knowledge_at(store: ObjectStore, commit: str) -> KnowledgeBase:
    """The knowledge base at a commit, in the order in which a work tree is read. Symbolic links are not followed."""
    files = sorted(store.record_files(commit).items(), key=lambda file: walk_order(file[0]))
    contents = {path: store.need("blob", blob) for path, blob in files}
    return assemble({path: content for path, content in contents.items() if len(content) <= MAX_BYTES})


def _record_files(store: ObjectStore, start: KnowledgeBase, end: KnowledgeBase) -> Iterator[RecordFile]:
    """The records at both ends, with their blobs from the commits there."""
    for id in sorted(start.documents.keys() | end.documents.keys()):
        at_start, at_end = start.documents.get(id), end.documents.get(id)
        record = (at_end or start.documents[id]).record
        commit_at_start = store.facts.start.commit if store.facts.start else ""
        yield RecordFile(
            record=without_surrogates(id),
            kind=record.kind,
            title=record.title,
            path_at_start=without_surrogates(at_start.path) if at_start else None,
            blob_at_start=store.record_blob(commit_at_start, at_start.path) if at_start and commit_at_start else None,
            path_at_end=without_surrogates(at_end.path) if at_end else None,
            blob_at_end=store.record_blob(store.facts.end.commit, at_end.path) if at_end else None,
        )


def history_of(store: ObjectStore, ids: Iterable[str]) -> History:
    """The history of these commits up to the end of the period, without the files that each changed."""
    known = {id: _commit(store, id) for id in ids}
    return History(store.facts.end.commit, {id: known[id] for id in _newest_first(known, store.facts.end.commit)})


def _commit(store: ObjectStore, id: str) -> Commit:
    """A commit with its people as the mailmap at the end names them."""
    raw = store.need("commit", id)
    name, email, authored = author_at(raw)
    written_as, author = Person(name, email), store.mailmap.person(name, email)
    name, email, committed = committer_at(raw)
    recorded_as, committer = Person(name, email), store.mailmap.person(name, email)
    return Commit(
        id,
        store.parents(id),
        author,
        authored,
        committer,
        committed,
        mask(message_of(raw)),
        (),
        written_as if written_as != author else None,
        recorded_as if recorded_as != committer else None,
        tuple(Person(*one) for one in other_authors(raw)),
    )


def _newest_first(commits: Mapping[str, Commit], head: str) -> list[str]:
    """The commits, each before its parents."""
    done: dict[str, None] = {}
    pending = [(head, False)]
    while pending:
        id, parents_are_done = pending.pop()
        if parents_are_done:
            done.setdefault(id)
        elif id in commits and id not in done:
            pending.append((id, True))
            pending += [(parent, False) for parent in commits[id].parents]
    return list(reversed(done))


class RecordChanges:
    """Compares the record files in evidence, as the trail compares those in a repository."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._revisions = Revisions(_StoredBlobs(store), Cache(None))

    def of_decisions(self, decisions: Decisions) -> dict[int, tuple[Change, ...]]:
        """What each decision in evidence changed, by its number; what moved between files of one commit is a move."""
        by_commit: dict[str, list[tuple[int, PageChanges]]] = {}
        for fact in self._store.facts.decisions:
            _, decision = decisions[fact.record, fact.commit]
            changes = PageChanges(fact.record, decision.path, self.of_decision(fact, decision))
            by_commit.setdefault(fact.commit, []).append((fact.number, changes))
        found: dict[int, tuple[Change, ...]] = {}
        for numbered in by_commit.values():
            moved = with_page_moves([changes for _, changes in numbered])
            found.update(zip((number for number, _ in numbered), moved, strict=True))
        return found

    def of_decision(self, fact: DecisionFact, decision: Decision) -> tuple[Change, ...]:
        """What the commit of a decision changed in its record. Of the decision, only a move of the file is used."""
        store, folder = self._store, self._store.facts.folder
        moves = [
            change
            for change in decision.changes
            if change.field == "path" and change.kind == "moved" and change.item is None
        ]
        file_before = fact.file_before.removeprefix(folder) if fact.file_before else fact.path
        old_path = str(moves[0].before) if moves else file_before
        was_inside, is_inside = (store.scope.path(f"{folder}{path}") is not None for path in (old_path, fact.path))
        is_record = bool(moves) or was_inside or not is_inside
        blobs = [store.record_blob(parent, old_path) for parent in store.parents(fact.commit)] or [None]
        olds: list[Revision | None] = [self._revision(old_path, blob) if is_record else None for blob in blobs]
        new = self._revision(fact.path, fact.blob)
        before, after = self._first_identity(olds), self._identity(new) if new else None
        if before and after and before.id != after.id and not before.kind == after.kind == "page":
            olds = [None] if fact.record == after.id else olds
            new = new if fact.record == after.id else None
        changes = self._between(olds, new)
        if before and after and new and olds != [None] and old_path != fact.path:
            return (Change(None, "path", "moved", old_path, fact.path), *changes)
        return changes

    def is_no_decision(self, commit: str, path: str) -> bool:
        """Whether a change to a record file is no decision: the record reads the same, or the file can't be read."""
        differences = {without_surrogates(name): found for name, found in self._store.differences(commit).items()}
        blobs, blob = differences[path]
        olds = [self._revision(path, old) for old in blobs]
        new = self._revision(path, blob)
        if not new and (blob or not any(olds)):
            return True
        before = self._first_identity(olds)
        after = self._identity(new) if new else None
        if after and before and (after.id, after.kind) != (before.id, before.kind):
            return False
        return not self._between(olds, new)

    def _between(self, olds: Sequence[Revision | None], new: Revision | None) -> tuple[Change, ...]:
        present = [old for old in olds if old] or olds[:1]
        return changes_by_merge([without_levels(self._revisions.changes(old, new)) for old in present])

    def _first_identity(self, revisions: Iterable[Revision | None]) -> Identity | None:
        return next((self._identity(revision) for revision in revisions if revision), None)

    def _identity(self, revision: Revision) -> Identity | None:
        return self._revisions.identity(revision)

    def _revision(self, path: str, blob: str | None) -> Revision | None:
        """The revision at a path, if it is that of a record."""
        if blob is None:
            return None
        revision = Revision(path, blob)
        return revision if self._identity(revision) else None


class _StoredBlobs(Blobs):
    """The blobs of evidence, in the form in which ``Revisions`` reads them."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def each(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        for id in ids:
            content = self._store.need("blob", id)
            yield id, content if len(content) <= MAX_BYTES else None
