"""Compares every snapshot with the templates that apply to it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from trailbook.drift.checking import CheckOutcome, SettingFault, apply_check
from trailbook.drift.comparisons import asks_for_today
from trailbook.drift.matching import Matched, Pair, checks_for, match
from trailbook.drift.model import CheckResult, Deviation, Drift
from trailbook.drift.origins import DeviationKey, Origins, SnapshotHistory, origins_of, snapshot_history
from trailbook.drift.policy_exceptions import exceptions_for, is_covered
from trailbook.drift.practice import find_practice
from trailbook.drift.snapshots import find_snapshots, read_snapshot
from trailbook.records.kinds.template import Check, Template
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.records.states import is_current
from trailbook.text.problem import Problem
from trailbook.trail.git.repository import Repository


def has_templates(knowledge: KnowledgeBase) -> bool:
    """Whether there is anything to compare: a folder may be called ``configurations`` for other reasons."""
    return any(knowledge.of_kind(Template))


def detect_drift(
    root: Path, knowledge: KnowledgeBase, today: date | None, opened: Repository | None = None
) -> Drift | None:
    """The drift of the knowledge base at ``root``. None if there is no template, or no day to compare dates with.

    ``opened`` is the whole repository around it, if it is open already.
    """
    if today is None or not has_templates(knowledge):
        return None
    return compare_snapshots(root, knowledge, today, snapshot_history(root, opened))


def drift_problems(root: Path, knowledge: KnowledgeBase, today: date | None) -> tuple[Problem, ...]:
    """What keeps snapshots below ``root`` from being compared; nothing if there is no template.

    It equals ``Drift.problems`` without the cost of comparing: a snapshot that was not compared must not be taken
    for one without drift.
    """
    if not has_templates(knowledge):
        return ()
    snapshots, problems = find_snapshots(root)
    matched = match(knowledge, snapshots, (problem.path for problem in problems))
    return _problems(problems, matched, find_practice(root, knowledge, today or date.min)[1])


def _problems(unread: Iterable[Problem], matched: Matched, practice: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted({*unread, *matched.problems, *practice}))


def compare_snapshots(root: Path, knowledge: KnowledgeBase, today: date, past: SnapshotHistory) -> Drift:
    """Compare all snapshots below ``root`` with the templates of the knowledge base.

    Without a history, ``Deviation.since`` is None. Nothing is raised for the content of a file.
    """
    snapshots, problems = find_snapshots(root)
    matched = match(knowledge, snapshots, (problem.path for problem in problems))
    found = list(_results(knowledge, matched, today))
    dated = _origins(matched, found, today, past)
    origins = dated or Origins()
    practice, faults = find_practice(root, knowledge, today)
    return Drift(
        today,
        tuple(_with_origins(result, origins) for result in found),
        tuple(replace(checked, committed=origins.committed.get(checked.path)) for checked in matched.checked()),
        _problems(problems, matched, faults),
        dated is not None,
        practice,
        frozenset(check for problem in problems for check in checks_for(knowledge, problem.path)),
    )


def _results(knowledge: KnowledgeBase, matched: Matched, today: date) -> Iterator[CheckResult]:
    for pair, reference, check in matched.checks():
        outcome = apply_check(check, pair.snapshot.settings, today)
        checked = (link.target for link in knowledge.links_from(reference) if link.relation == "checks")
        controls = tuple(control for control in checked if is_current(knowledge.records[record_of(control)]))
        deviations = tuple(_deviations(knowledge, pair, outcome, controls, today))
        yield CheckResult(
            reference, check, pair.snapshot.path, pair.entry.application, controls, outcome.looked_at, deviations
        )


def _deviations(
    knowledge: KnowledgeBase, pair: Pair, outcome: CheckOutcome, controls: tuple[str, ...], today: date
) -> Iterator[Deviation]:
    for fault in outcome.wrong:
        exceptions = exceptions_for(knowledge, controls, pair.entry.application, fault.setting, today)
        yield Deviation(
            fault.setting,
            pair.snapshot.positions.of(fault.path),
            fault.expected,
            fault.found,
            exceptions,
            is_covered(controls, exceptions),
            too_old_since=fault.too_old_since,
        )


def _origins(matched: Matched, results: Iterable[CheckResult], today: date, past: SnapshotHistory) -> Origins | None:
    deviating: dict[str, set[DeviationKey]] = {snapshot.path: set() for snapshot in matched.snapshots}
    for result in results:
        deviating[result.snapshot] |= {_key(result.check, result.stated, found) for found in result.deviations}

    def judge(path: str, path_then: str, data: bytes) -> frozenset[DeviationKey]:
        snapshot = read_snapshot(path_then, data)[0]
        return frozenset(
            _key(reference, check, fault)
            for pair, reference, check in matched.checks()
            if snapshot is not None and pair.snapshot.path == path
            for fault in apply_check(check, snapshot.settings, today).wrong
        )

    keys = {path: frozenset(found) for path, found in deviating.items()}
    judged_by = [(pair.snapshot.path, reference, check) for pair, reference, check in matched.checks()]
    return origins_of(past, keys, judge, repr((today, judged_by)))


def _with_origins(result: CheckResult, origins: Origins) -> CheckResult:
    dated = (
        replace(deviation, since=origins.since.get((result.snapshot, _key(result.check, result.stated, deviation))))
        for deviation in result.deviations
    )
    return replace(result, deviations=tuple(dated))


def _key(reference: str, check: Check, wrong: SettingFault | Deviation) -> DeviationKey:
    return DeviationKey(reference, wrong.setting, wrong.found if asks_for_today(check) else "")
