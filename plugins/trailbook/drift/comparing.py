"""Every snapshot compared with the templates that are for it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from trailbook.drift.exceptions import covers, is_covered
from trailbook.drift.findings import Findings, find
from trailbook.drift.matching import Matched, Pair, checks_for, match
from trailbook.drift.model import Deviation, Drift, Result
from trailbook.drift.past import Past, past_of
from trailbook.drift.practice import practice_of
from trailbook.drift.since import Key, Origins, find_origins
from trailbook.drift.snapshots import MAX_BYTES, find_snapshots, read_snapshot
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.text.problem import Problem


def has_templates(knowledge: KnowledgeBase) -> bool:
    """Whether anything is to be compared at all: a folder may be called ``configurations`` for other reasons."""
    return any(knowledge.of_kind("template"))


def drift_of(root: Path, knowledge: KnowledgeBase, today: date | None) -> Drift | None:
    """The drift of the knowledge base at ``root``; None where there is no template, or no day to judge dates on."""
    if today is None or not has_templates(knowledge):
        return None
    return read_drift(root, knowledge, today, past_of(root))


def drift_problems(root: Path, knowledge: KnowledgeBase, today: date | None) -> tuple[Problem, ...]:
    """What keeps snapshots below ``root`` from being compared; nothing where there is no template.

    It is what ``Drift.problems`` holds, found without comparing anything: nobody is to take what was not compared
    for what holds.
    """
    if not has_templates(knowledge):
        return ()
    snapshots, problems = find_snapshots(root)
    matched = match(knowledge, snapshots, (problem.path for problem in problems))
    return _problems(problems, matched, practice_of(root, knowledge, today or date.min)[1])


def _problems(unread: Iterable[Problem], matched: Matched, practice: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted({*unread, *matched.problems, *practice}))


def read_drift(root: Path, knowledge: KnowledgeBase, today: date, past: Past) -> Drift:
    """Compare all snapshots below ``root`` with the templates of the knowledge base.

    Without a history it is not told since when something deviates. Nothing is raised for what a file holds.
    """
    snapshots, problems = find_snapshots(root)
    matched = match(knowledge, snapshots, (problem.path for problem in problems))
    found = list(_results(knowledge, matched, today))
    origins = _origins(matched, found, today, past)
    practice, faults = practice_of(root, knowledge, today)
    return Drift(
        today,
        tuple(_since(result, origins) for result in found),
        tuple(replace(checked, committed=origins.committed.get(checked.path)) for checked in matched.checked()),
        _problems(problems, matched, faults),
        past.history is not None,
        practice,
        frozenset(check for problem in problems for check in checks_for(knowledge, problem.path)),
    )


def _results(knowledge: KnowledgeBase, matched: Matched, today: date) -> Iterator[Result]:
    for pair, reference, check in matched.checks():
        found = find(check, pair.snapshot.settings, today)
        controls = tuple(link.target for link in knowledge.links_from(reference) if link.relation == "checks")
        deviations = tuple(_deviations(knowledge, pair, found, controls, today))
        yield Result(
            reference, check, pair.snapshot.path, pair.entry.application, controls, found.looked_at, deviations
        )


def _deviations(
    knowledge: KnowledgeBase, pair: Pair, findings: Findings, controls: tuple[str, ...], today: date
) -> Iterator[Deviation]:
    for finding in findings.deviating:
        exceptions = covers(knowledge, controls, pair.entry.application, finding.setting, today)
        yield Deviation(
            finding.setting,
            pair.snapshot.positions.of(finding.path),
            finding.expected,
            finding.found,
            exceptions,
            is_covered(controls, exceptions),
        )


def _origins(matched: Matched, results: Iterable[Result], today: date, past: Past) -> Origins:
    if past.repository is None or past.history is None:
        return Origins()
    deviating: dict[str, set[Key]] = {snapshot.path: set() for snapshot in matched.snapshots}
    for result in results:
        deviating[result.snapshot] |= {Key(result.check, found.setting) for found in result.deviations}

    def judge(path: str, then: str, data: bytes) -> frozenset[Key]:
        snapshot = read_snapshot(then, data)[0]
        return frozenset(
            Key(reference, finding.setting)
            for pair, reference, check in matched.checks()
            if snapshot is not None and pair.snapshot.path == path
            for finding in find(check, snapshot.settings, today).deviating
        )

    keys = {path: frozenset(found) for path, found in deviating.items()}
    with past.repository.blob_reader(MAX_BYTES) as read:
        return find_origins(past.history, past.repository.prefix, keys, read, judge)


def _since(result: Result, origins: Origins) -> Result:
    found = (
        replace(deviation, since=origins.since.get((result.snapshot, Key(result.check, deviation.setting))))
        for deviation in result.deviations
    )
    return replace(result, deviations=tuple(found))
