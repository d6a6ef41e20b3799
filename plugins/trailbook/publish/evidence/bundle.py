"""Puts evidence together: what was in force at both ends of a period, every decision between, and what proves them."""

from collections.abc import Mapping

from trailbook.publish.evidence.facts import FACTS, TRAIL, Facts
from trailbook.publish.evidence.facts import as_json as facts_json
from trailbook.publish.evidence.gathering import gather, record_files
from trailbook.publish.evidence.manifest import MANIFEST, manifest_of
from trailbook.publish.evidence.page import index_page
from trailbook.publish.evidence.proof import Proof
from trailbook.publish.evidence.readme import MAILMAP, README, SHALLOW, SIGNERS, readme
from trailbook.publish.evidence.source import Source
from trailbook.publish.evidence.tables import coverage_csv, decisions_csv, gaps_csv, records_csv
from trailbook.records import KnowledgeBase
from trailbook.risk.coverage import Coverage, Uncovered, coverage
from trailbook.risk.coverage import as_json as coverage_json
from trailbook.trail.gaps import Gap, gaps
from trailbook.trail.signatures import ALLOWED_SIGNERS
from trailbook.trail.writing import as_json as trails_json


def make_bundle(source: Source) -> dict[str, bytes]:
    """The files of the evidence by their names in the archive."""
    proof = Proof(source.read)
    facts, diffs = gather(source, proof)
    files = {name: text.encode("utf-8", "replace") for name, text in diffs.items()}
    files |= dict(record_files(facts, proof))
    files |= _readable(source, facts, diffs)
    for name, path in ((SIGNERS, ALLOWED_SIGNERS), (MAILMAP, ".mailmap")):
        if blob := proof.add_file(facts.end.commit, path):
            files[name] = proof.blob(blob)
    if facts.outside:
        files[SHALLOW] = "".join(f"{id}\n" for id in facts.outside).encode()
    files |= proof.files()
    files[README] = readme(facts, files)
    return {**files, MANIFEST: manifest_of(files)}


def _readable(source: Source, facts: Facts, diffs: Mapping[str, str]) -> dict[str, bytes]:
    """What people and programs read: the index, the tables, the trail."""
    found, covered = _gaps(source), _coverage(source.end, source.wanted)
    return {
        FACTS: facts_json(facts),
        TRAIL: trails_json(source.shown).encode("utf-8", "replace"),
        "index.html": index_page(facts, source.told, found, covered, diffs),
        "decisions.csv": decisions_csv(facts, source.told),
        "records.csv": records_csv(facts),
        "gaps.csv": gaps_csv(found),
        "coverage.csv": coverage_csv(covered),
        "coverage.json": coverage_json(covered).encode(),
    }


def _gaps(source: Source) -> list[Gap]:
    """The gaps of the decisions that are shown, and the reviews that are claimed at the end and proven by nothing."""
    records = {trail.record for trail in source.shown}
    return [
        gap
        for gap in gaps(source.trails, source.end.records)
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
