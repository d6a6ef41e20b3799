"""What Trailbook concludes from the objects in evidence, concluded anew: it depends on Trailbook's rules.

So it is compared only where the same code made the evidence. The maker compares it as well, before anything is
written, and lists in the evidence what it could not derive again from the objects alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from trailbook.audit.evidence.changes import Differ
from trailbook.audit.evidence.commits import history_of, told_again
from trailbook.audit.evidence.facts import DecisionFact, RecordFile
from trailbook.audit.evidence.held import Held, plain
from trailbook.audit.evidence.proven_decisions import Told
from trailbook.audit.evidence.readable import COVERAGE, GAPS, gaps_json
from trailbook.records.document import Document, read_document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.risk.register.coverage import as_json as coverage_json
from trailbook.risk.register.coverage import coverage
from trailbook.text.files import MAX_BYTES
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.gaps import Gap
from trailbook.trail.gaps import gaps as all_gaps
from trailbook.trail.git.repository import History

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


def _otherwise(held: Held, history: History, differ: Differ, fact: DecisionFact, told: Decision) -> Iterator[str]:
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
