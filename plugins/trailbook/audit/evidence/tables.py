"""The tables of the evidence as CSV, for spreadsheets. No field of them can run as a formula."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from trailbook.audit.evidence.facts import Facts
from trailbook.audit.evidence.source import Told
from trailbook.risk.register.coverage import Coverage
from trailbook.text.output import csv_text
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.export import APPROVED, SOURCES
from trailbook.trail.gaps import TITLES, Gap, is_agreed
from trailbook.trail.sentences import nouns, sentence

DECISIONS = (
    *("number", "date", "record", "path", "commit", "author", "title", "changes", "weakens", "strengthens"),
    *("reason", "where the reason stands", "approvals", "agreed by somebody else", "signature", "pull request", "diff"),
)
RECORDS = ("record", "kind", "title", "state", "path at start", "blob at start", "path at end", "blob at end")
GAPS = ("gap", "what is missing", "record", "commit", "date", "detail")
COVERAGE = ("control", "title", "level", "threats", "mitigations", "in place", "looked at by", "frameworks")


def decisions_csv(facts: Facts, told: Mapping[tuple[str, str], Told]) -> bytes:
    """A line a decision, oldest first."""
    return _csv(
        DECISIONS,
        ([str(fact.number), *_decision(*told[fact.record, fact.commit]), fact.diff] for fact in facts.decisions),
    )


def _decision(trail: Trail, decision: Decision) -> list[str]:
    names = nouns(trail)
    said = [(sentence(change, names.get(change.item or "", "")), change.effect) for change in decision.changes]
    return [
        decision.date.astimezone(UTC).date().isoformat(),
        trail.record,
        decision.path,
        decision.commit,
        decision.author.name,
        decision.title,
        "; ".join(text for text, _ in said),
        *("; ".join(text for text, effect in said if effect == wanted) for wanted in ("weakens", "strengthens")),
        decision.rationale.text,
        SOURCES[decision.rationale.source],
        "; ".join(
            f"{one.name} ({APPROVED[one.source]}{'' if one.independent else ', not independent'})"
            for one in decision.approvals
        ),
        "yes" if is_agreed(decision) else "no",
        decision.signature,
        decision.pull_request or "",
    ]


def records_csv(facts: Facts) -> bytes:
    """A line a record."""
    return _csv(
        RECORDS,
        (
            [
                *(one.record, one.kind, one.title, one.state),
                *(one.path_at_start or "", one.blob_at_start or "", one.path_at_end or "", one.blob_at_end or ""),
            ]
            for one in facts.records
        ),
    )


def gaps_csv(gaps: Sequence[Gap]) -> bytes:
    """A line a gap, newest first."""
    return _csv(
        GAPS,
        (
            [
                gap.kind,
                TITLES[gap.kind],
                gap.record,
                gap.commit,
                gap.date.astimezone(UTC).date().isoformat(),
                gap.detail,
            ]
            for gap in gaps
        ),
    )


def coverage_csv(found: Coverage) -> bytes:
    """A line a control."""
    return _csv(
        COVERAGE,
        (
            [
                *(one.id, one.title, one.level, " ".join(one.threats), " ".join(one.mitigations)),
                *(" ".join(one.in_place), " ".join(one.evidence)),
                " ".join(f"{name}:{id}" for name, ids in one.frameworks.items() for id in ids),
            ]
            for one in found.controls
        ),
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return csv_text(columns, rows).encode("utf-8", "replace")
