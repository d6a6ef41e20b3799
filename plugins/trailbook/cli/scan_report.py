"""What ``trailbook scan`` found, as a value with a published form.

The JSON is a contract: its schema is ``schemas/scan.schema.json``, made by ``scan_schema``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pydantic import TypeAdapter

from trailbook.drift.model import Checked, CheckResult, Deviation, Drift
from trailbook.drift.origins import Origin
from trailbook.drift.policy_exceptions import Cover
from trailbook.records.vocabulary import Severity
from trailbook.text.output import schema_of
from trailbook.text.problem import Problem


@dataclass(frozen=True)
class FoundDeviation:
    """A setting that is not as a check expects, with all that is needed to decide about it.

    ``since`` is the commit since which it deviates; null where it is not committed yet, or nothing is known
    of the history (see ``has_history``). ``covered`` says whether an approved exception is in force.
    """

    check: str
    title: str
    severity: Severity
    controls: tuple[str, ...]
    application: str | None
    path: str
    line: int
    column: int
    setting: str
    expected: str
    found: str
    remedy: str
    covered: bool
    exceptions: tuple[Cover, ...]
    since: Origin | None


@dataclass(frozen=True)
class MadeCheck:
    """A check made on a snapshot: how many settings it looked at, and how many of them deviate."""

    check: str
    title: str
    severity: Severity
    controls: tuple[str, ...]
    application: str | None
    path: str
    looked_at: int
    deviations: int


@dataclass(frozen=True)
class ScanReport:
    """A whole scan: deviations uncovered and worst first, the checks and snapshots, and what could not be read."""

    today: date
    has_history: bool
    uncovered: int
    covered: int
    deviations: tuple[FoundDeviation, ...]
    checks: tuple[MadeCheck, ...]
    snapshots: tuple[Checked, ...]
    problems: tuple[Problem, ...]


_REPORT = TypeAdapter(ScanReport)


def scan_report(drift: Drift, problems: Iterable[Problem], before: str) -> ScanReport:
    """The report of a drift and of the problems of the records; ``before`` is put before each path."""
    found = [_found(result, deviation, before) for result in drift.deviating for deviation in result.deviations]
    return ScanReport(
        drift.today,
        drift.has_history,
        drift.count(covered=False),
        drift.count(covered=True),
        tuple(sorted(found, key=lambda deviation: deviation.covered)),
        tuple(_made(result, before) for result in drift.results),
        tuple(replace(snapshot, path=before + snapshot.path) for snapshot in drift.snapshots),
        tuple(replace(problem, path=before + problem.path) for problem in sorted({*problems, *drift.problems})),
    )


def _found(result: CheckResult, deviation: Deviation, before: str) -> FoundDeviation:
    check = result.stated
    return FoundDeviation(
        result.check,
        check.title,
        check.severity,
        result.controls,
        result.application,
        before + result.snapshot,
        deviation.place.line,
        deviation.place.column,
        deviation.setting,
        deviation.expected,
        deviation.found,
        check.remedy,
        deviation.covered,
        deviation.covers,
        deviation.since,
    )


def _made(result: CheckResult, before: str) -> MadeCheck:
    check = result.stated
    return MadeCheck(
        result.check,
        check.title,
        check.severity,
        result.controls,
        result.application,
        before + result.snapshot,
        result.looked_at,
        len(result.deviations),
    )


def scan_schema() -> str:
    """The JSON Schema of what ``trailbook scan --format json`` gives."""
    return schema_of(_REPORT)


def values_of(report: ScanReport) -> object:
    """The report as plain values for JSON."""
    return _REPORT.dump_python(report, mode="json")
