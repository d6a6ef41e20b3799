"""What ``trailbook scan`` found, as a value with a published form.

The JSON is a contract: its schema is ``schemas/scan.schema.json``, made by ``scan_schema``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pydantic import TypeAdapter

from trailbook.cli.forges import GitHubLevel, SarifLevel, github_command, sarif_log, sarif_result
from trailbook.drift.model import CheckedSnapshot, CheckResult, Deviation, Drift
from trailbook.drift.origins import OriginCommit
from trailbook.drift.policy_exceptions import Cover
from trailbook.records.vocabulary import Severity
from trailbook.text.output import ascii_json, schema_of
from trailbook.text.problem import Problem
from trailbook.text.prose import count
from trailbook.text.unseen import printable


@dataclass(frozen=True)
class FoundDeviation:
    """A setting that is not as a check expects, with all that is needed to decide about it.

    ``since`` is the commit since which it deviates; null where it is not committed yet, or nothing is known
    of the history (see ``has_history``). ``too_old_since`` is the first day on which a day that was found was too long
    ago for its check; null for any other deviation. ``covered`` says whether an approved exception is in force.
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
    since: OriginCommit | None
    too_old_since: date | None


@dataclass(frozen=True)
class ScanCheck:
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
    checks: tuple[ScanCheck, ...]
    snapshots: tuple[CheckedSnapshot, ...]
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
        tuple(_check(result, before) for result in drift.results),
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
        deviation.too_old_since,
    )


def _check(result: CheckResult, before: str) -> ScanCheck:
    check = result.stated
    return ScanCheck(
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


_GITHUB: dict[Severity, GitHubLevel] = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}


_SARIF: dict[Severity, SarifLevel] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}


def as_text(report: ScanReport) -> str:
    """Some lines a deviation, and a closing line that counts."""
    lines = [str(problem) for problem in report.problems]
    for deviation in report.deviations:
        lines += [printable(line) for line in _deviation_lines(report, deviation)]
    looked_at = sum(check.looked_at for check in report.checks)
    found = f"{count(report.uncovered, 'deviation')} not covered, {report.covered:,} covered"
    checked = f"{count(len(report.checks), 'check')} of {count(looked_at, 'setting')}"
    where = f"in {count(len(report.snapshots), 'snapshot')} as of {report.today}"
    return "\n".join([*lines, f"{found}; {checked} {where}"]) + "\n"


def _deviation_lines(report: ScanReport, found: FoundDeviation) -> Iterator[str]:
    yield f"{found.path}:{found.line}:{found.column}: {found.severity}: {found.title} [{found.check}]"
    yield f"    {found.setting}: expected {found.expected}, found {found.found}"
    concerns = [f"breaks {', '.join(found.controls)}" if found.controls else "no control names this check"]
    if found.application:
        concerns.append(f"of {found.application}")
    yield f"    {'; '.join([*concerns, _since(report, found)])}"
    for cover in found.exceptions:
        yield f"    {cover.exception} {cover.description}"
    yield f"    to do: {found.remedy}"


def _since(report: ScanReport, found: FoundDeviation) -> str:
    if found.too_old_since:
        return f"too old since {found.too_old_since}; {_introduced(report, found)}"
    return _introduced(report, found)


def _introduced(report: ScanReport, found: FoundDeviation) -> str:
    if found.since:
        return f"since {found.since.day}, {found.since.commit[:10]} ({found.since.title})"
    return "not committed yet" if report.has_history else "since when is not known"


def as_json(report: ScanReport) -> str:
    """The report as ``schemas/scan.schema.json`` describes it."""
    return ascii_json(values_of(report))


def as_github(report: ScanReport) -> str:
    """Workflow commands for what is not covered, and for what could not be read."""
    problems = (github_command("error", _of(problem), problem.rule, problem.advice) for problem in report.problems)
    deviations = (
        github_command(_GITHUB[found.severity], _at(found), f"{found.check} {found.title}", _message(found))
        for found in report.deviations
        if not found.covered
    )
    return "".join([*problems, *deviations])


def as_sarif(report: ScanReport) -> str:
    """A SARIF log: a rule for each check that was made, and covered deviations as suppressed results."""
    checks = {check.check: check for check in report.checks}
    rules: list[dict[str, object]] = [
        {
            "id": id,
            "shortDescription": {"text": printable(check.title)},
            "defaultConfiguration": {"level": _SARIF[check.severity]},
        }
        for id, check in sorted(checks.items())
    ]
    rules += [{"id": rule} for rule in sorted({problem.rule for problem in report.problems})]
    problems = (sarif_result(p.rule, "error", _of(p), p.advice) for p in report.problems)
    return sarif_log(rules, [*problems, *map(_result, report.deviations)])


def _result(found: FoundDeviation) -> dict[str, object]:
    leave = [cover for cover in found.exceptions if cover.state == "covers"] if found.covered else []
    return sarif_result(
        found.check,
        _SARIF[found.severity],
        _at(found),
        _message(found),
        partialFingerprints={"trailbook/v1": printable(f"{found.check} {found.path} {found.setting}")},
        suppressions=[
            {"kind": "external", "status": "accepted", "justification": f"{cover.exception} {cover.description}"}
            for cover in leave
        ],
    )


def _message(found: FoundDeviation) -> str:
    parts = [f"{found.title}: {found.setting} is expected to be {found.expected}; found {found.found}."]
    if found.controls:
        parts.append(f"Breaks {', '.join(found.controls)}.")
    parts += [f"{cover.exception} {cover.description}." for cover in found.exceptions]
    return printable(" ".join([*parts, found.remedy]))


def _at(found: FoundDeviation) -> tuple[str, int, int]:
    return found.path, found.line, found.column


def _of(problem: Problem) -> tuple[str, int, int]:
    return problem.path, problem.line, problem.column


FORMATS: dict[str, Callable[[ScanReport], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
