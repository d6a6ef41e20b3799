"""The tables of evidence as CSV, for spreadsheets. No field can run as a formula."""

from collections.abc import Iterable, Sequence

from trailbook.audit.evidence.facts import Facts
from trailbook.audit.evidence.source import Decisions
from trailbook.risk.register.coverage import Coverage
from trailbook.text.output import csv_text
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.export import APPROVED, SOURCES
from trailbook.trail.gaps import TITLES, Gap, is_agreed
from trailbook.trail.sentences import nouns, sentence

DECISIONS = (
    *(
        "number",
        "in force since",
        "written",
        "record",
        "path",
        "commit",
        "author",
        "title",
        "changes",
        "weakens",
        "strengthens",
    ),
    *("reason", "where the reason stands", "approvals", "agreed by somebody else", "signature", "pull request", "diff"),
)
RECORDS = ("record", "kind", "title", "state", "path at start", "blob at start", "path at end", "blob at end")
GAPS = ("gap", "what is missing", "record", "commit", "in force since", "written", "detail")
COVERAGE = ("control", "title", "level", "threats", "mitigations", "in place", "looked at by", "frameworks")


def decisions_csv(facts: Facts, decisions: Decisions) -> bytes:
    """A row for each decision, oldest first."""
    return _csv(
        DECISIONS,
        ([str(fact.number), *_decision(*decisions[fact.record, fact.commit]), fact.diff] for fact in facts.decisions),
    )


def _decision(trail: Trail, decision: Decision) -> list[str]:
    names = nouns(trail)
    sentences = [(sentence(change, names.get(change.item or "", "")), change.effect) for change in decision.changes]
    return [
        decision.day.isoformat(),
        decision.authored_day.isoformat(),
        trail.record,
        decision.path,
        decision.commit,
        decision.author.name,
        decision.title,
        "; ".join(text for text, _ in sentences),
        *("; ".join(text for text, effect in sentences if effect == wanted) for wanted in ("weakens", "strengthens")),
        decision.rationale.text,
        SOURCES[decision.rationale.source],
        "; ".join(
            f"{approval.name} ({APPROVED[approval.source]}{'' if approval.independent else ', not independent'})"
            for approval in decision.approvals
        ),
        "yes" if is_agreed(decision) else "no",
        decision.signature,
        decision.pull_request or "",
    ]


def records_csv(facts: Facts) -> bytes:
    """A row for each record."""
    return _csv(
        RECORDS,
        (
            [
                *(file.record, file.kind, file.title, file.state),
                *(file.path_at_start or "", file.blob_at_start or "", file.path_at_end or "", file.blob_at_end or ""),
            ]
            for file in facts.records
        ),
    )


def gaps_csv(gaps: Sequence[Gap]) -> bytes:
    """A row for each gap, newest first."""
    return _csv(
        GAPS,
        (
            [
                gap.kind,
                TITLES[gap.kind],
                gap.record,
                gap.commit,
                gap.day.isoformat(),
                gap.authored_day.isoformat(),
                gap.detail,
            ]
            for gap in gaps
        ),
    )


def coverage_csv(coverage: Coverage) -> bytes:
    """A row for each control."""
    return _csv(
        COVERAGE,
        (
            [
                *(control.id, control.title, control.level, " ".join(control.threats), " ".join(control.mitigations)),
                *(" ".join(control.in_place), " ".join(control.evidence)),
                " ".join(f"{name}:{id}" for name, ids in control.frameworks.items() for id in ids),
            ]
            for control in coverage.controls
        ),
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return csv_text(columns, rows).encode("utf-8", "replace")
