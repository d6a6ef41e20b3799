"""What comes out of a comparison: results of checks, deviations, and the snapshots that were looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from trailbook.drift.exceptions import Cover
from trailbook.drift.practice import Practice
from trailbook.drift.since import Origin
from trailbook.records.kinds.template import Check
from trailbook.records.vocabulary import Severity
from trailbook.text.positions import Place
from trailbook.text.problem import Problem

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
"""The severities, worst first."""


@dataclass(frozen=True)
class Deviation:
    """One setting of one snapshot that is not as a check expects.

    ``since`` is the commit since which it deviates: None where it is not committed yet or no history is known.
    """

    setting: str
    place: Place
    expected: str
    found: str
    covers: tuple[Cover, ...]
    covered: bool
    since: Origin | None = None


@dataclass(frozen=True)
class Result:
    """What one check of a template found in one snapshot. ``check`` is its full reference."""

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
class Checked:
    """A snapshot and what it is of; ``templates`` are those that are for it, none if nobody checks it."""

    path: str
    of: str
    applications: tuple[str, ...]
    templates: tuple[str, ...]
    committed: Origin | None = None


@dataclass(frozen=True)
class Drift:
    """What was compared on a day, and what came out. ``has_history`` says whether git could be asked.

    ``unread`` are the full references of checks that a snapshot is for which can't be read. ``practice`` holds what
    training asks to look through, by the full reference of the question.
    """

    today: date
    results: tuple[Result, ...] = ()
    snapshots: tuple[Checked, ...] = ()
    problems: tuple[Problem, ...] = ()
    has_history: bool = False
    practice: Mapping[str, Practice] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @cached_property
    def deviating(self) -> tuple[Result, ...]:
        """The results with deviations: uncovered ones first, then the worst, by check and snapshot."""
        found = [result for result in self.results if result.deviations]
        return tuple(sorted(found, key=_urgency))

    def of_application(self, id: str) -> tuple[Result, ...]:
        """The results that concern one application, in the order of ``deviating`` with those that hold last."""
        found = [result for result in self.results if result.application == id]
        return tuple(sorted(found, key=lambda result: (not result.deviations, _urgency(result))))

    def of_check(self, reference: str) -> tuple[Result, ...]:
        """The results of one check, by snapshot."""
        return tuple(result for result in self.results if result.check == reference)

    def count(self, *, covered: bool) -> int:
        """How many deviations are covered, or are not."""
        return sum(1 for result in self.results for found in result.deviations if found.covered is covered)


def _urgency(result: Result) -> tuple[object, ...]:
    return not result.uncovered, SEVERITIES.index(result.stated.severity), result.check, result.snapshot
