"""Puts evidence together: what was in force at both ends of a period, every decision between, and what proves them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pydantic import TypeAdapter

from trailbook import __version__
from trailbook.audit.evidence.archive import safe_name
from trailbook.audit.evidence.code_fingerprint import maker
from trailbook.audit.evidence.commits import Mailmap, author_at, read_mailmap
from trailbook.audit.evidence.contents import COVERAGE, GAPS, MAILMAP, MANIFEST, README, SHALLOW, SIGNERS, manifest_of
from trailbook.audit.evidence.decision_checks import covered_by, told_by, uncovered
from trailbook.audit.evidence.derived import shown_gaps, underived
from trailbook.audit.evidence.diffs import unified
from trailbook.audit.evidence.facts import FACTS, FORMAT, TRAIL, DecisionFact, End, Facts, RecordFile, Undecided
from trailbook.audit.evidence.facts import as_json as facts_json
from trailbook.audit.evidence.object_store import MAILMAP_PATH, Held, Proof
from trailbook.audit.evidence.readable import gaps_json, readable_again, readme
from trailbook.audit.evidence.source import Source
from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.risk.register.coverage import Coverage, Uncovered, coverage, coverage_json
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.export import as_json as trails_json
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.objects import object_format
from trailbook.trail.git.signatures import ALLOWED_SIGNERS

_TRAILS = TypeAdapter(list[Trail])


def make_bundle(source: Source) -> dict[str, bytes]:
    """The files of the evidence by their names in the archive."""
    proof = Proof(source.read)
    mailmap = _mailmap(source, proof)
    source = replace(source, trails=[_with_authors(trail, source, proof, mailmap) for trail in source.trails])
    facts, diffs = gather(source, proof)
    told = {
        TRAIL: trails_json(source.shown).encode("utf-8", "replace"),
        GAPS: gaps_json(shown_gaps(source.trails, source.shown, source.end)),
        COVERAGE: coverage_json(_coverage(source.end, source.wanted)).encode(),
    }
    facts = _proven(facts, source, proof, told)
    files = {name: text.encode("utf-8", "replace") for name, text in diffs.items()}
    files |= {**told, **dict(record_files(facts, proof)), FACTS: facts_json(facts)}
    files |= readable_again(facts, _TRAILS.validate_json(told[TRAIL]), files)
    for name, path in ((SIGNERS, ALLOWED_SIGNERS), (MAILMAP, MAILMAP_PATH)):
        if blob := proof.add_file(facts.end.commit, path):
            files[name] = proof.blob(blob)
    if facts.outside:
        files[SHALLOW] = "".join(f"{id}\n" for id in facts.outside).encode()
    files |= proof.files()
    files[README] = readme(facts, files)
    return {**files, MANIFEST: manifest_of(files)}


def _proven(facts: Facts, source: Source, proof: Proof, told: Mapping[str, bytes]) -> Facts:
    """The facts with every change that is no decision, and with what can't be derived from the objects."""
    held, commits = Held(facts, proof.need), set(source.period.commits)
    trails = _TRAILS.validate_json(told[TRAIL])
    decisions = told_by(trails)
    covered: dict[str, set[str]] = {id: set() for id in commits}
    for fact in facts.decisions:
        covered[fact.commit] |= covered_by(held, fact, decisions[fact.record, fact.commit])
    undecided = [
        Undecided(commit=id, path=path)
        for id in reversed(list(source.period.commits))
        if covered[id] or not facts.controls
        for path in uncovered(held, id, covered[id])
        if not facts.controls
    ]
    facts = facts.model_copy(update={"undecided": tuple(undecided)})
    left = underived(Held(facts, proof.need), trails, decisions, commits, told)
    return facts.model_copy(update={"underived": tuple(left)})


def _mailmap(source: Source, proof: Proof) -> Mailmap:
    blob = proof.add_file(source.period.end.id, MAILMAP_PATH)
    return read_mailmap(proof.blob(blob)) if blob else Mailmap()


def _with_authors(trail: Trail, source: Source, proof: Proof, mailmap: Mailmap) -> Trail:
    """A trail with the authors of the period as the mailmap at its end has them, whatever a later one says."""

    def named(decision: Decision) -> Decision:
        if decision.commit not in source.period.commits:
            return decision
        name, email, _ = author_at(proof.need("commit", decision.commit))
        return replace(decision, author=mailmap.person(name, email))

    return replace(trail, decisions=tuple(map(named, trail.decisions)))


def _coverage(knowledge: KnowledgeBase, wanted: frozenset[str] | None) -> Coverage:
    """The coverage at the end, or that of the controls and threats that were asked for."""
    found = coverage(knowledge, knowledge.records)
    if wanted is None:
        return found
    return Coverage(
        controls=tuple(one for one in found.controls if one.id in wanted),
        threats=tuple(one for one in found.threats if one.id in wanted),
        requirements=(),
        uncovered=Uncovered.model_validate(
            {name: tuple(one for one in references if one in wanted) for name, references in found.uncovered}
        ),
    )


def gather(source: Source, proof: Proof) -> tuple[Facts, dict[str, str]]:
    """The facts, and the diff of each decision by its name. What proves them is added to the proof."""
    period = source.period
    proof.add_commits([*period.commits, *period.outside])
    decisions, diffs = _decisions(source, proof)
    facts = Facts(
        format=FORMAT,
        made_by=__version__,
        maker=maker(),
        name=source.name,
        folder=source.prefix,
        folders=source.folders,
        object_format="sha256" if object_format(period.end.id) == "sha256" else "sha1",
        is_copy=source.is_copy,
        since=period.since,
        until=period.until,
        controls=source.controls,
        concerning=tuple(sorted(source.wanted or ())),
        start=_end(period.start) if period.start else None,
        end=_end(period.end),
        outside=period.outside,
        commits=len(period.commits),
        records=tuple(_records(source, proof)),
        decisions=decisions,
        undecided=(),
        underived=(),
    )
    return facts, diffs


def record_files(facts: Facts, proof: Proof) -> Iterator[tuple[str, bytes]]:
    """The records at both ends as files of the archive."""
    for one in facts.records:
        for end, path, blob in (
            ("start", one.path_at_start, one.blob_at_start),
            ("end", one.path_at_end, one.blob_at_end),
        ):
            if path and blob:
                yield f"records/{end}/{safe_name(path)}", proof.blob(blob)


def _end(commit: Commit) -> End:
    return End(commit=commit.id, committed=commit.committed, title=_text(commit.title))


def _decisions(source: Source, proof: Proof) -> tuple[tuple[DecisionFact, ...], dict[str, str]]:
    age = {id: number for number, id in enumerate(reversed(list(source.period.commits)))}
    told = sorted(source.told.values(), key=lambda one: (age[one[1].commit], one[0].record))
    facts: list[DecisionFact] = []
    diffs: dict[str, str] = {}
    for number, (trail, decision) in enumerate(told, start=1):
        name = f"diffs/{number:05}-{decision.commit[:10]}.diff"
        blob, before, diffs[name] = _change(source, decision, proof)
        facts.append(
            DecisionFact(
                number=number,
                record=_text(trail.record),
                commit=decision.commit,
                path=_text(decision.path),
                blob=blob,
                file_before=before,
                diff=name,
            )
        )
    return tuple(facts), diffs


def _change(source: Source, decision: Decision, proof: Proof) -> tuple[str | None, str | None, str]:
    """The blob that a decision left, where its commit's first parent had the file, and the diff of the two."""
    path = f"{source.prefix}{decision.path}"
    commit = source.period.commits[decision.commit]
    old = next((change.old_path for change in commit.changes if change.path == path), path)
    after = proof.add_file(decision.commit, path)
    parent = next(iter(commit.parents), None)
    before = proof.add_file(parent, old) if parent else None
    one, two = (proof.blob(blob) if blob else None for blob in (before, after))
    return after, _text(old) if before else None, unified(one, two, _text(old), _text(path))


def _records(source: Source, proof: Proof) -> Iterator[RecordFile]:
    """The records at both ends, or those of them that hold what was asked for."""
    held = {record_of(reference) for reference in source.wanted} if source.wanted is not None else None
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
    source: Source, document: Document | None, commit: Commit | None, proof: Proof
) -> tuple[str | None, str | None]:
    """Path and blob of a record at one end."""
    if document is None or commit is None:
        return None, None
    return _text(document.path), proof.add_file(commit.id, f"{source.prefix}{document.path}")


def _text(text: str) -> str:
    """A text without what is no character, as names of files may have it."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
