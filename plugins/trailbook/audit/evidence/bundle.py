"""Assembles evidence: what was in force at both ends of a period, every decision between, and what proves them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from trailbook import __version__
from trailbook.audit.evidence.code_fingerprint import code_fingerprint
from trailbook.audit.evidence.contents import (
    COVERAGE,
    GAPS,
    MANIFEST,
    NAMES,
    README,
    SHALLOW,
    SIGNERS,
    manifest_of,
    record_names,
)
from trailbook.audit.evidence.decision_checks import covered_paths, undecided_changes
from trailbook.audit.evidence.derived import history_of, shown_gaps, underived, with_relations
from trailbook.audit.evidence.diffs import unified
from trailbook.audit.evidence.facts import FACTS, TRAIL, DecisionFact, End, Facts, RecordFile, facts_json
from trailbook.audit.evidence.forge_signatures import branch_commits
from trailbook.audit.evidence.forge_statements import statement_faults, with_what_forges_said
from trailbook.audit.evidence.object_store import ObjectCollector, ObjectStore
from trailbook.audit.evidence.readable import gaps_json, readable_files, readme
from trailbook.audit.evidence.source import EvidenceSource, by_record_and_commit
from trailbook.audit.evidence.trust_roots import trust_root_gaps_in
from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.risk.register.coverage import Coverage, Uncovered, coverage, coverage_json
from trailbook.text.unseen import without_surrogates
from trailbook.trail.changes.derived import trails_without_levels
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.export import read_trails, trails_json
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.mailmap import MAILMAP, Mailmap, read_mailmap
from trailbook.trail.git.objects import object_format
from trailbook.trail.git.signatures import ALLOWED_SIGNERS
from trailbook.trail.git.stored_commits import author_at


def make_bundle(source: EvidenceSource) -> dict[str, bytes]:
    """The files of the evidence, by name. The same source gives the same bytes.

    Levels of risk are left out, since the scheme that they follow from is no part of it; the ratings are in it.
    """
    collector = ObjectCollector(source.read)
    source = _with_authors(replace(source, trails=trails_without_levels(source.trails)), collector)
    facts, diffs = _gather(source, collector)
    store = ObjectStore(facts, collector.need)
    source = _with_statements(source, store)
    history = history_of(store, source.period.commits)
    gaps = [*shown_gaps(source.trails, source.shown, source.end), *trust_root_gaps_in(store, history)]
    derived = {
        TRAIL: trails_json(with_relations(history, source.shown)).encode("ascii"),
        GAPS: gaps_json(gaps),
        COVERAGE: coverage_json(_coverage(source.end, source.wanted)).encode(),
    }
    trails = read_trails(derived[TRAIL])
    facts = _with_open_ends(facts, trails, source, collector, derived)
    files = {name: text.encode("utf-8", "replace") for name, text in diffs.items()}
    files |= {**derived, FACTS: facts_json(facts)}
    files |= {name: collector.blob(blob) for name, (_, _, blob) in record_names(facts).items()}
    files |= readable_files(facts, trails, files)
    for name, path in ((SIGNERS, ALLOWED_SIGNERS), (NAMES, MAILMAP)):
        if blob := collector.add_file(facts.end.commit, path):
            files[name] = collector.blob(blob)
    if facts.outside:
        files[SHALLOW] = "".join(f"{id}\n" for id in facts.outside).encode()
    files |= collector.files()
    files[README] = readme(facts, files)
    return {**files, MANIFEST: manifest_of(files)}


def _with_authors(source: EvidenceSource, collector: ObjectCollector) -> EvidenceSource:
    """The source with the authors of the period as the mailmap at its end names them, whatever a later one says."""
    blob = collector.add_file(source.period.end.id, MAILMAP)
    mailmap = read_mailmap(collector.blob(blob)) if blob else Mailmap()

    def with_author(decision: Decision) -> Decision:
        if decision.commit not in source.period.commits:
            return decision
        name, email, _ = author_at(collector.need("commit", decision.commit))
        return replace(decision, author=mailmap.person(name, email))

    trails = [replace(trail, decisions=tuple(map(with_author, trail.decisions))) for trail in source.trails]
    return replace(source, trails=trails)


def _with_statements(source: EvidenceSource, store: ObjectStore) -> EvidenceSource:
    """The source with what forges said of the decisions shown, as the objects collected for that say it."""
    commits = source.period.commits
    for _ in (*statement_faults(store, commits), *branch_commits(store)):  # collects them; a check reports the former
        pass
    bare = [replace(one, decisions=tuple(d.as_committed for d in one.decisions)) for one in source.shown]
    said = by_record_and_commit(with_what_forges_said(store, bare, commits))

    def with_said(trail: Trail) -> Trail:
        decisions = (said.get((trail.record, one.commit), (trail, one.as_committed))[1] for one in trail.decisions)
        return replace(trail, decisions=tuple(decisions))

    return replace(source, trails=list(map(with_said, source.trails)))


def _coverage(knowledge: KnowledgeBase, wanted: frozenset[str] | None) -> Coverage:
    """The coverage at the end, limited to the controls and threats wanted."""
    found = coverage(knowledge, knowledge.records)
    if wanted is None:
        return found
    return Coverage(
        controls=tuple(control for control in found.controls if control.id in wanted),
        threats=tuple(threat for threat in found.threats if threat.id in wanted),
        requirements=(),
        uncovered=Uncovered.model_validate(
            {name: tuple(filter(wanted.__contains__, references)) for name, references in found.uncovered}
        ),
    )


def _gather(source: EvidenceSource, collector: ObjectCollector) -> tuple[Facts, dict[str, str]]:
    """The facts, and the diff of each decision by name. The objects that prove them are collected."""
    period = source.period
    collector.add_commits([*period.commits, *period.outside, *period.between])
    decisions, diffs = _decisions(source, collector)
    facts = Facts(
        format="trailbook-evidence/3" if source.statements else "trailbook-evidence/2",
        made_by=__version__,
        maker=code_fingerprint(),
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
        statements=source.statements or None,
        records=tuple(_record_files(source, collector)),
        decisions=decisions,
        undecided=(),
        underived=(),
    )
    return facts, diffs


def _end(commit: Commit) -> End:
    return End(commit=commit.id, committed=commit.committed, title=without_surrogates(commit.title))


def _decisions(source: EvidenceSource, collector: ObjectCollector) -> tuple[tuple[DecisionFact, ...], dict[str, str]]:
    """The decisions, oldest first, and the diff of each by name."""
    age = {id: number for number, id in enumerate(reversed(list(source.period.commits)))}
    decisions = sorted(source.decisions.values(), key=lambda found: (age[found[1].commit], found[0].record))
    facts: list[DecisionFact] = []
    diffs: dict[str, str] = {}
    for number, (trail, decision) in enumerate(decisions, start=1):
        name = f"diffs/{number:05}-{decision.commit[:10]}.diff"
        blob, before, diffs[name] = _change(source, decision, collector)
        facts.append(
            DecisionFact(
                number=number,
                record=without_surrogates(trail.record),
                commit=decision.commit,
                path=without_surrogates(decision.path),
                blob=blob,
                file_before=before,
                diff=name,
            )
        )
    return tuple(facts), diffs


def _change(
    source: EvidenceSource, decision: Decision, collector: ObjectCollector
) -> tuple[str | None, str | None, str]:
    """The blob that a decision left, where its commit's first parent has the file, and the diff of the two."""
    path = f"{source.prefix}{decision.path}"
    commit = source.period.commits[decision.commit]
    old_path = next((change.old_path for change in commit.changes if change.path == path), path)
    after = collector.add_file(decision.commit, path)
    parent = next(iter(commit.parents), None)
    before = collector.add_file(parent, old_path) if parent else None
    old, new = (collector.blob(blob) if blob else None for blob in (before, after))
    old_path, path = without_surrogates(old_path), without_surrogates(path)
    return after, old_path if before else None, unified(old, new, old_path, path)


def _record_files(source: EvidenceSource, collector: ObjectCollector) -> Iterator[RecordFile]:
    """The records at both ends, limited to those that are wanted or hold an item that is."""
    wanted = set(map(record_of, source.wanted)) if source.wanted is not None else None
    starts, ends = source.start.documents, source.end.documents
    for id in sorted(starts.keys() | ends.keys()):
        if wanted is not None and id not in wanted:
            continue
        document = ends.get(id) or starts[id]
        path_at_start, blob_at_start = _file_at(source, starts.get(id), source.period.start, collector)
        path_at_end, blob_at_end = _file_at(source, ends.get(id), source.period.end, collector)
        yield RecordFile(
            record=without_surrogates(id),
            kind=document.record.kind,
            title=document.record.title,
            path_at_start=path_at_start,
            blob_at_start=blob_at_start,
            path_at_end=path_at_end,
            blob_at_end=blob_at_end,
        )


def _file_at(
    source: EvidenceSource, document: Document | None, commit: Commit | None, collector: ObjectCollector
) -> tuple[str | None, str | None]:
    """The path and blob of a record at one end."""
    if document is None or commit is None:
        return None, None
    return without_surrogates(document.path), collector.add_file(commit.id, f"{source.prefix}{document.path}")


def _with_open_ends(
    facts: Facts, trails: list[Trail], source: EvidenceSource, collector: ObjectCollector, files: Mapping[str, bytes]
) -> Facts:
    """The facts with every change that is no decision, and with what can't be derived from the objects."""
    store = ObjectStore(facts, collector.need)
    decisions = by_record_and_commit(trails)
    covered: dict[str, set[str]] = {id: set() for id in reversed(list(source.period.commits))}
    for fact in facts.decisions:
        _, decision = decisions[fact.record, fact.commit]
        covered[fact.commit] |= covered_paths(store, fact, decision)
    if facts.controls:
        for commit in (commit for commit, paths in covered.items() if paths):
            store.differences(commit)  # collects the trees that the check of these decisions compares
    else:
        facts = facts.model_copy(update={"undecided": tuple(undecided_changes(store, covered))})
    left = underived(ObjectStore(facts, collector.need), trails, decisions, set(covered), files)
    return facts.model_copy(update={"underived": tuple(left)})
