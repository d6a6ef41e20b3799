"""Puts evidence together: what was in force at both ends of a period, every decision between, and what proves them."""

from collections.abc import Mapping

from trailbook.publish.evidence.facts import FACTS, TRAIL, Facts
from trailbook.publish.evidence.facts import as_json as facts_json
from trailbook.publish.evidence.gathering import gather, record_files
from trailbook.publish.evidence.manifest import MANIFEST, manifest_of
from trailbook.publish.evidence.proof import Proof
from trailbook.publish.evidence.readable import COVERAGE, GAPS, gaps_json, readable
from trailbook.publish.evidence.readme import MAILMAP, README, SHALLOW, SIGNERS, readme
from trailbook.publish.evidence.source import Source
from trailbook.records import KnowledgeBase
from trailbook.risk.coverage import Coverage, Uncovered, coverage
from trailbook.risk.coverage import as_json as coverage_json
from trailbook.trail.gaps import Gap
from trailbook.trail.gaps import gaps as all_gaps
from trailbook.trail.signatures import ALLOWED_SIGNERS
from trailbook.trail.writing import as_json as trails_json


def make_bundle(source: Source) -> dict[str, bytes]:
    """The files of the evidence by their names in the archive."""
    proof = Proof(source.read)
    facts, diffs = gather(source, proof)
    files = {name: text.encode("utf-8", "replace") for name, text in diffs.items()}
    files |= dict(record_files(facts, proof))
    files |= _told(source, facts, diffs)
    for name, path in ((SIGNERS, ALLOWED_SIGNERS), (MAILMAP, ".mailmap")):
        if blob := proof.add_file(facts.end.commit, path):
            files[name] = proof.blob(blob)
    if facts.outside:
        files[SHALLOW] = "".join(f"{id}\n" for id in facts.outside).encode()
    files |= proof.files()
    files[README] = readme(facts, files)
    return {**files, MANIFEST: manifest_of(files)}


def _told(source: Source, facts: Facts, diffs: Mapping[str, str]) -> dict[str, bytes]:
    """What programs and people read: the facts, the trail, the index, the tables."""
    gaps, covered = _gaps(source), _coverage(source.end, source.wanted)
    return {
        FACTS: facts_json(facts),
        TRAIL: trails_json(source.shown).encode("utf-8", "replace"),
        GAPS: gaps_json(gaps),
        COVERAGE: coverage_json(covered).encode(),
        **readable(facts, source.told, gaps, covered, diffs),
    }


def _gaps(source: Source) -> list[Gap]:
    """The gaps of the decisions that are shown, and the reviews that are claimed at the end and proven by nothing."""
    records = {trail.record for trail in source.shown}
    return [
        gap
        for gap in all_gaps(source.trails, source.end.records)
        if (gap.record, gap.commit) in source.told or (gap.kind == "unproven-review" and gap.record in records)
    ]


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
