"""The result of a comparison: results of checks, deviations, and the snapshots that were checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from trailbook.drift.origins import OriginCommit
from trailbook.drift.policy_exceptions import Cover
from trailbook.drift.practice import Practice
from trailbook.records.kinds.template import Check
from trailbook.records.references import record_of
from trailbook.records.vocabulary import Severity
from trailbook.text.positions import Place
from trailbook.text.problem import Problem

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
"""The severities, worst first."""


@dataclass(frozen=True)
class Deviation:
    """One setting of one snapshot that is not as a check expects.

    ``since`` is the commit since which it deviates: None if it is not committed yet, or the history is not known.
    ``too_old_since`` is the first day on which the day that was found was too long ago; None for other deviations.
    """

    setting: str
    place: Place
    expected: str
    found: str
    covers: tuple[Cover, ...]
    covered: bool
    since: OriginCommit | None = None
    too_old_since: date | None = None

    @property
    def began(self) -> date | None:
        """The first day on which it deviated: a day that was found may have been recent enough when it came there."""
        return self.too_old_since or (self.since.day if self.since else None)


@dataclass(frozen=True)
class CheckResult:
    """What a check found in a snapshot. ``check`` is the full reference of the check, ``stated`` the check itself."""

    check: str
    stated: Check
    snapshot: str
    application: str | None
    controls: tuple[str, ...]
    looked_at: int
    deviations: tuple[Deviation, ...]

    @property
    def uncovered(self) -> tuple[Deviation, ...]:
        """The deviations that no exception covers."""
        return tuple(deviation for deviation in self.deviations if not deviation.covered)


@dataclass(frozen=True)
class CheckedSnapshot:
    """A snapshot and what it is a copy of; ``templates`` are those that apply to it, none if it is not checked."""

    path: str
    of: str
    applications: tuple[str, ...]
    templates: tuple[str, ...]
    committed: OriginCommit | None = None


@dataclass(frozen=True)
class Drift:
    """The comparison of all snapshots on a day. ``has_history`` says whether the git history could be read.

    ``unread`` are the full references of checks whose snapshots can't be read. ``practice`` holds the snapshots
    that training asks about, by the full reference of the question.
    """

    today: date
    results: tuple[CheckResult, ...] = ()
    snapshots: tuple[CheckedSnapshot, ...] = ()
    problems: tuple[Problem, ...] = ()
    has_history: bool = False
    practice: Mapping[str, Practice] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @cached_property
    def deviating(self) -> tuple[CheckResult, ...]:
        """The results with deviations: uncovered ones first, then by severity, check and snapshot."""
        found = [result for result in self.results if result.deviations]
        return tuple(sorted(found, key=_urgency))

    def of_application(self, id: str) -> tuple[CheckResult, ...]:
        """The results for one application in the order of ``deviating``, followed by those without deviations."""
        found = [result for result in self.results if result.application == id]
        return tuple(sorted(found, key=lambda result: (not result.deviations, _urgency(result))))

    def of_check(self, reference: str) -> tuple[CheckResult, ...]:
        """The results of one check, by snapshot."""
        return tuple(result for result in self.results if result.check == reference)

    def kept(self, template: str) -> tuple[int, int, int]:
        """How many checks of a template found all settings as expected, how many found any, and how many found none."""
        found: dict[str, bool] = {}
        compared = [result for result in self.results if record_of(result.check) == template]
        for result in compared:
            if result.looked_at:
                found[result.check] = found.get(result.check, True) and not result.deviations
        return sum(found.values()), len(found), len({result.check for result in compared} - found.keys())

    def count(self, *, covered: bool) -> int:
        """How many deviations are covered by an exception, or are not."""
        return sum(1 for result in self.results for found in result.deviations if found.covered is covered)


def _urgency(result: CheckResult) -> tuple[object, ...]:
    return not result.uncovered, SEVERITIES.index(result.stated.severity), result.check, result.snapshot
