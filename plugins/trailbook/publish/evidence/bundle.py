"""Puts evidence together: what was in force at both ends of a period, every decision between, and what proves them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trailbook import __version__
from trailbook.publish.evidence.archive import safe_name
from trailbook.publish.evidence.concerning import concerning
from trailbook.publish.evidence.diffs import unified
from trailbook.publish.evidence.facts import FACTS, FORMAT, TRAIL, DecisionFact, End, Facts, RecordFile
from trailbook.publish.evidence.facts import as_json as facts_json
from trailbook.publish.evidence.manifest import MANIFEST, manifest_of
from trailbook.publish.evidence.page import index_page
from trailbook.publish.evidence.period import Period, decisions_about, decisions_in
from trailbook.publish.evidence.proof import Proof
from trailbook.publish.evidence.readme import MAILMAP, README, SHALLOW, SIGNERS, readme
from trailbook.publish.evidence.tables import coverage_csv, decisions_csv, gaps_csv, records_csv
from trailbook.records import KnowledgeBase
from trailbook.records.document import Document
from trailbook.risk.coverage import Coverage, Uncovered, coverage
from trailbook.risk.coverage import as_json as coverage_json
from trailbook.trail.commits import Commit
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.gaps import Gap, gaps
from trailbook.trail.objects import Read, object_format, object_id
from trailbook.trail.signatures import ALLOWED_SIGNERS
from trailbook.trail.writing import as_json as trails_json


@dataclass(frozen=True)
class Source:
    """What evidence is made of.

    ``trails`` end at the period's end; ``start`` and ``end`` are the knowledge base at both ends. ``read`` gives
    git's objects. Without it, for an audience that may not see all of them, there are none in the evidence.
    """

    name: str
    prefix: str
    period: Period
    trails: Sequence[Trail]
    start: KnowledgeBase
    end: KnowledgeBase
    controls: tuple[str, ...]
    read: Read | None


def make_bundle(source: Source) -> dict[str, bytes]:
    """The files of the evidence by their names in the archive."""
    wanted = _wanted(source)
    trails = decisions_in(source.trails, source.period)
    if wanted is not None:
        policies = [reference.partition(".")[0] for reference in source.controls]
        trails = decisions_about(trails, wanted, policies)
    proof = Proof(source.read) if source.read else None
    facts, diffs = _facts(source, trails, wanted, proof)
    files = {name: text.encode("utf-8", "replace") for name, text in diffs.items()}
    files |= dict(_records(facts, source, proof))
    files |= _readable(source, facts, trails, wanted, diffs)
    if proof:
        for name, path in ((SIGNERS, ALLOWED_SIGNERS), (MAILMAP, ".mailmap")):
            if blob := proof.add_file(source.period.end.id, path):
                files[name] = proof.blob(blob)
        if facts.outside:
            files[SHALLOW] = "".join(f"{id}\n" for id in facts.outside).encode()
        files |= proof.files()
    files[README] = readme(facts, files)
    return {**files, MANIFEST: manifest_of(files)}


def _readable(
    source: Source,
    facts: Facts,
    trails: Sequence[Trail],
    wanted: frozenset[str] | None,
    diffs: Mapping[str, str],
) -> dict[str, bytes]:
    """What people and programs read: the index, the tables, the trail."""
    told, found, covered = _told(trails), _gaps(source, trails), _coverage(source.end, wanted)
    return {
        FACTS: facts_json(facts),
        TRAIL: trails_json(trails).encode("utf-8", "replace"),
        "index.html": index_page(facts, told, found, covered, diffs),
        "decisions.csv": decisions_csv(facts, told),
        "records.csv": records_csv(facts),
        "gaps.csv": gaps_csv(found),
        "coverage.csv": coverage_csv(covered),
        "coverage.json": coverage_json(covered).encode(),
    }


def _wanted(source: Source) -> frozenset[str] | None:
    """The references that the evidence is limited to, by the links at either end; None for all."""
    if not source.controls:
        return None
    return concerning(source.start, source.controls) | concerning(source.end, source.controls)


def _told(trails: Sequence[Trail]) -> Mapping[tuple[str, str], tuple[Trail, Decision]]:
    return {(trail.record, decision.commit): (trail, decision) for trail in trails for decision in trail.decisions}


def _facts(
    source: Source, trails: Sequence[Trail], wanted: frozenset[str] | None, proof: Proof | None
) -> tuple[Facts, dict[str, str]]:
    """The facts, and the diff of each decision by its name. What proves them is added to the proof."""
    period = source.period
    if proof:
        proof.add_commits([*period.commits, *period.outside])
    decisions, diffs = _decisions(source, trails, proof)
    facts = Facts(
        format=FORMAT,
        made_by=__version__,
        name=source.name,
        folder=source.prefix,
        object_format="sha256" if object_format(period.end.id) == "sha256" else "sha1",
        since=period.since,
        until=period.until,
        controls=source.controls,
        concerning=tuple(sorted(wanted or ())),
        start=_end(period.start) if period.start else None,
        end=_end(period.end),
        has_objects=proof is not None,
        outside=period.outside,
        commits=len(period.commits),
        records=tuple(_record_files(source, wanted, proof)),
        decisions=decisions,
    )
    return facts, diffs


def _end(commit: Commit) -> End:
    return End(commit=commit.id, committed=commit.committed, title=_text(commit.title))


def _decisions(
    source: Source, trails: Sequence[Trail], proof: Proof | None
) -> tuple[tuple[DecisionFact, ...], dict[str, str]]:
    age = {id: number for number, id in enumerate(reversed(list(source.period.commits)))}
    told = sorted(_told(trails).values(), key=lambda one: (age[one[1].commit], one[0].record))
    facts: list[DecisionFact] = []
    diffs: dict[str, str] = {}
    for number, (trail, decision) in enumerate(told, start=1):
        name = f"diffs/{number:05}-{decision.commit[:10]}.diff" if proof else ""
        blob, text = _change(source, decision, proof) if proof else (None, "")
        facts.append(
            DecisionFact(
                number=number,
                record=_text(trail.record),
                commit=decision.commit,
                path=_text(decision.path),
                blob=blob,
                diff=name,
            )
        )
        if proof:
            diffs[name] = text
    return tuple(facts), diffs


def _change(source: Source, decision: Decision, proof: Proof) -> tuple[str | None, str]:
    """The blob that a decision left, and its diff to what its commit's first parent had."""
    path = f"{source.prefix}{decision.path}"
    commit = source.period.commits[decision.commit]
    old = next((change.old_path for change in commit.changes if change.path == path), path)
    after = proof.add_file(decision.commit, path)
    parent = next(iter(commit.parents), None)
    before = proof.add_file(parent, old) if parent else None
    one, two = (proof.blob(blob) if blob else None for blob in (before, after))
    return after, unified(one, two, _text(old), _text(path))


def _record_files(source: Source, wanted: frozenset[str] | None, proof: Proof | None) -> Iterator[RecordFile]:
    """The records at both ends, or those of them that hold what was asked for."""
    held = {reference.partition(".")[0] for reference in wanted} if wanted is not None else None
    starts, ends = source.start.documents, source.end.documents
    for id in sorted(starts.keys() | ends.keys()):
        if held is not None and id not in held:
            continue
        document = ends.get(id) or starts[id]
        path_at_start, blob_at_start = _side(source, starts.get(id), source.period.start, proof)
        path_at_end, blob_at_end = _side(source, ends.get(id), source.period.end, proof)
        yield RecordFile(
            record=_text(id),
            kind=document.record.kind,
            title=document.record.title,
            path_at_start=path_at_start,
            blob_at_start=blob_at_start,
            path_at_end=path_at_end,
            blob_at_end=blob_at_end,
        )


def _side(
    source: Source, document: Document | None, commit: Commit | None, proof: Proof | None
) -> tuple[str | None, str | None]:
    """Path and blob of a record at one end. Without git's objects, the blob is that of what may be shown of it."""
    if document is None or commit is None:
        return None, None
    if proof:
        return _text(document.path), proof.add_file(commit.id, f"{source.prefix}{document.path}")
    return _text(document.path), object_id("blob", document.text.encode(), object_format(commit.id))


def _records(facts: Facts, source: Source, proof: Proof | None) -> Iterator[tuple[str, bytes]]:
    """The records at both ends as files."""
    for one in facts.records:
        for end, path, blob, knowledge in (
            ("start", one.path_at_start, one.blob_at_start, source.start),
            ("end", one.path_at_end, one.blob_at_end, source.end),
        ):
            if path and blob:
                content = proof.blob(blob) if proof else knowledge.documents[one.record].text.encode()
                yield f"records/{end}/{safe_name(path)}", content


def _gaps(source: Source, trails: Sequence[Trail]) -> list[Gap]:
    """The gaps of the decisions that are shown, and the reviews that are claimed at the end and proven by nothing."""
    shown, records = _told(trails).keys(), {trail.record for trail in trails}
    return [
        gap
        for gap in gaps(source.trails, source.end.records)
        if (gap.record, gap.commit) in shown or (gap.kind == "unproven-review" and gap.record in records)
    ]


def _coverage(knowledge: KnowledgeBase, wanted: frozenset[str] | None) -> Coverage:
    """The coverage at the end, or that of the controls and threats that were asked for."""
    found = coverage(knowledge, knowledge.records)
    if wanted is None:
        return found
    return found.model_copy(
        update={
            "controls": tuple(one for one in found.controls if one.id in wanted),
            "threats": tuple(one for one in found.threats if one.id in wanted),
            "requirements": (),
            "uncovered": _uncovered(found.uncovered, wanted),
        }
    )


def _uncovered(found: Uncovered, wanted: frozenset[str]) -> Uncovered:
    values = found.model_dump()
    return Uncovered.model_validate(
        {name: tuple(one for one in references if one in wanted) for name, references in values.items()}
    )


def _text(text: str) -> str:
    """A text without what is no character, as names of files may have it."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
