"""The tables of evidence as CSV, for spreadsheets. No field can run as a formula."""

from collections.abc import Iterable, Sequence

from trailbook.audit.decision_table import COLUMNS, decision_cells
from trailbook.audit.evidence.facts import Facts
from trailbook.audit.evidence.source import Decisions
from trailbook.risk.register.coverage import Coverage
from trailbook.text.output import csv_text
from trailbook.trail.gaps import TITLES, Gap
from trailbook.trail.sentences import nouns

DECISIONS = ("number", *COLUMNS, "diff")
RECORDS = ("record", "kind", "title", "state", "path at start", "blob at start", "path at end", "blob at end")
GAPS = ("gap", "what is missing", "record", "commit", "in force since", "written", "detail")
COVERAGE = ("control", "title", "level", "threats", "mitigations", "in place", "looked at by", "frameworks")


def decisions_csv(facts: Facts, decisions: Decisions) -> bytes:
    """A row for each decision, oldest first."""
    found = [(fact, *decisions[fact.record, fact.commit]) for fact in facts.decisions]
    named = {trail.record: nouns(trail) for _, trail, _ in found}
    rows = (
        [str(fact.number), *decision_cells(trail, decision, named[trail.record]), fact.diff]
        for fact, trail, decision in found
    )
    return _csv(DECISIONS, rows)


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
