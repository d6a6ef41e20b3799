"""What Trailbook concludes from the objects in evidence, concluded anew: it depends on Trailbook's rules.

So it is compared only where the same code made the evidence. The maker compares it as well, before anything is
written, and lists in the evidence what it could not derive again from the objects alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from trailbook.audit.evidence.commits import author_at, committer_at, message_of
from trailbook.audit.evidence.contents import COVERAGE, GAPS
from trailbook.audit.evidence.decision_checks import Told
from trailbook.audit.evidence.facts import DecisionFact, RecordFile
from trailbook.audit.evidence.object_store import Held, plain
from trailbook.audit.evidence.readable import gaps_json
from trailbook.credentials.masking import mask
from trailbook.records.document import Document, read_document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.risk.register.coverage import coverage, coverage_json
from trailbook.text.files import MAX_BYTES
from trailbook.trail.cache import Cache
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.merges import made_by_merge
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.gaps import Gap
from trailbook.trail.gaps import gaps as all_gaps
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import History
from trailbook.trail.revisions import Identity, Revision, Revisions
from trailbook.trail.trails import decision_of

NOTHING = KnowledgeBase({}, (), ())


def underived(
    held: Held, trails: Sequence[Trail], told: Told, commits: set[str], files: Mapping[str, bytes]
) -> Iterator[str]:
    """What the evidence says that does not follow from its objects, by the rules of this version of Trailbook."""
    history = history_of(held, commits)
    differ = Differ(held)
    for fact in held.facts.decisions:
        decision = told[fact.record, fact.commit]
        for name in _otherwise(held, history, differ, fact, decision):
            yield f"decision {fact.number}: {name} can't be derived from commit {fact.commit}"
    for one in held.facts.undecided:
        if not differ.says_nothing(one.commit, one.path):
            yield f"commit {one.commit} changed {one.path}, and why that is no decision can't be derived"
    if held.facts.controls:
        yield from _titles(held)
        return
    start = _knowledge(held, held.facts.start.commit) if held.facts.start else NOTHING
    end = _knowledge(held, held.facts.end.commit)
    if list(_records(held, start, end)) != list(held.facts.records):
        yield "the list of records in force can't be derived from the commits at the ends"
    if coverage_json(coverage(end, end.records)).encode() != files.get(COVERAGE):
        yield f"{COVERAGE} can't be derived from the records in force at the end"
    if gaps_json(shown_gaps(trails, trails, end)) != files.get(GAPS):
        yield f"{GAPS} can't be derived from the decisions and the records in force at the end"


def shown_gaps(trails: Sequence[Trail], shown: Sequence[Trail], end: KnowledgeBase) -> list[Gap]:
    """The gaps of the decisions that are shown, and the reviews that are claimed at the end and proven by nothing."""
    records = {trail.record for trail in shown}
    told = {(trail.record, decision.commit) for trail in shown for decision in trail.decisions}
    return [
        gap
        for gap in all_gaps(trails, end.records)
        if (gap.record, gap.commit) in told or (gap.kind == "unproven-review" and gap.record in records)
    ]


def _otherwise(held: Held, history: History, differ: "Differ", fact: DecisionFact, told: Decision) -> Iterator[str]:
    """The parts of a decision that its commit, its merge and the two files do not give."""
    if differ.changes(fact, told) != told.changes:
        yield "what changed"
    again = told_again(held, history, fact.commit, told.path, told.changes)
    agreed = tuple(one for one in told.approvals if one.source != "signature")
    if agreed != told.approvals and told.signature != "good":
        yield "the approval by a signature"
    for name in ("title", "author", "date", "rationale", "pull_request", "merge", "taken_in", "answers"):
        if getattr(again, name) != getattr(told, name):
            yield f"the {name.replace('_', ' ')}"
    if again.approvals != agreed:
        yield "who agreed"


def _titles(held: Held) -> Iterator[str]:
    """Records whose file says another title or kind, of those that limited evidence lists."""
    for one in held.facts.records:
        path, blob = (one.path_at_end, one.blob_at_end) if one.path_at_end else (one.path_at_start, one.blob_at_start)
        found = read_document(path, held.need("blob", blob))[0] if path and blob else None
        record = found.record if isinstance(found, Document) else None
        if record is None or (plain(record.id), record.title, record.kind) != (one.record, one.title, one.kind):
            yield f"id, title and kind of {one.record} can't be read from its file"


def _knowledge(held: Held, commit: str) -> KnowledgeBase:
    """The knowledge base at a commit, in the order in which a work tree is read. Links are not followed."""
    files = sorted(held.record_files(commit).items(), key=lambda file: _walked(file[0]))
    contents = {path: held.need("blob", blob) for path, blob in files}
    return assemble({path: content for path, content in contents.items() if len(content) <= MAX_BYTES})


def _walked(path: str) -> tuple[tuple[str, ...], str]:
    pure = PurePosixPath(path)
    return pure.parts[:-1], pure.name


def _records(held: Held, start: KnowledgeBase, end: KnowledgeBase) -> Iterator[RecordFile]:
    """The records at both ends, with their files as the trees have them."""
    for id in sorted(start.documents.keys() | end.documents.keys()):
        here, there = start.documents.get(id), end.documents.get(id)
        record = (there or start.documents[id]).record
        yield RecordFile(
            record=plain(id),
            kind=record.kind,
            title=record.title,
            path_at_start=plain(here.path) if here else None,
            blob_at_start=held.record_blob(held.facts.start.commit, here.path) if here and held.facts.start else None,
            path_at_end=plain(there.path) if there else None,
            blob_at_end=held.record_blob(held.facts.end.commit, there.path) if there else None,
        )


def history_of(held: Held, ids: Iterable[str]) -> History:
    """The history that these commits are, up to the end of the evidence. What each changed is not in it."""
    known = {id: commit_of(held, id) for id in ids}
    return History(held.facts.end.commit, {id: known[id] for id in _newest_first(known, held.facts.end.commit)})


def commit_of(held: Held, id: str) -> Commit:
    """A commit with its people as the mailmap at the end has them."""
    raw = held.need("commit", id)
    name, email, authored = author_at(raw)
    committer, address, committed = committer_at(raw)
    return Commit(
        id,
        held.parents(id),
        held.mailmap.person(name, email),
        authored,
        held.mailmap.person(committer, address),
        committed,
        mask(message_of(raw)),
        (),
    )


def _newest_first(commits: dict[str, Commit], head: str) -> list[str]:
    """The commits so that each comes before its parents."""
    done: dict[str, None] = {}
    pending = [(head, False)]
    while pending:
        id, is_after = pending.pop()
        if is_after:
            done.setdefault(id)
        elif id in commits and id not in done:
            pending.append((id, True))
            pending += [(parent, False) for parent in commits[id].parents]
    return list(reversed(done))


def told_again(held: Held, history: History, commit: str, path: str, changes: tuple[Change, ...]) -> Decision:
    """What a commit tells of changes, less the state of its signature."""
    return decision_of(
        history, history.commits[commit], path, changes, lambda contact: held.mailmap.contact(contact) or contact
    )


Difference = tuple[tuple[str | None, ...], str | None]
"""The blobs that the parents had at a path, and the one that the commit left there."""


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
