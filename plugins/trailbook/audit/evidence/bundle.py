"""Puts evidence together: what was in force at both ends of a period, every decision between, and what proves them."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import TypeAdapter

from trailbook.audit.evidence.changes import covered_by, uncovered
from trailbook.audit.evidence.derived import shown_gaps, underived
from trailbook.audit.evidence.facts import FACTS, TRAIL, Facts, Undecided
from trailbook.audit.evidence.facts import as_json as facts_json
from trailbook.audit.evidence.gathering import gather, record_files
from trailbook.audit.evidence.held import MAILMAP_PATH, Held
from trailbook.audit.evidence.mailmap import Mailmap, read_mailmap
from trailbook.audit.evidence.manifest import MANIFEST, manifest_of
from trailbook.audit.evidence.proof import Proof
from trailbook.audit.evidence.proven_decisions import told_by
from trailbook.audit.evidence.raw_commit import author_at
from trailbook.audit.evidence.readable import COVERAGE, GAPS, gaps_json, readable_again
from trailbook.audit.evidence.readme import MAILMAP, README, SHALLOW, SIGNERS, readme
from trailbook.audit.evidence.source import Source
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.register.coverage import Coverage, Uncovered, coverage
from trailbook.risk.register.coverage import as_json as coverage_json
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.export import as_json as trails_json
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
