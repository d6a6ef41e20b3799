"""What one check finds in one snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from trailbook.drift.comparisons import Fault, expectation, faults
from trailbook.drift.naming import setting_name
from trailbook.drift.selecting import Setting, settings_of
from trailbook.drift.values import MISSING, found
from trailbook.records.kinds.template import Check
from trailbook.text.positions import Path


@dataclass(frozen=True)
class Finding:
    """A setting that is not as its check expects: its path and name, what is expected and found, in words."""

    path: Path
    setting: str
    expected: str
    found: str


@dataclass(frozen=True)
class Findings:
    """How many settings a check looked at, and those that deviate in the order of the file."""

    looked_at: int
    deviating: tuple[Finding, ...]


def find(check: Check, settings: Any, today: date) -> Findings:
    """Compare the settings of a snapshot with a check."""
    looked_at = 0
    deviating: list[Finding] = []
    for setting in settings_of(check, settings):
        looked_at += 1
        deviating += _deviating(check, setting, settings, today)
    return Findings(looked_at, tuple(deviating))


def _deviating(check: Check, setting: Setting, settings: Any, today: date) -> Iterator[Finding]:
    expected = expectation(check, today)
    if setting.no_list:
        lacking = setting.value is MISSING or setting.value is None
        if lacking and (check.optional or check.comparison == "absent"):
            return
        wrong: list[Fault] = [Fault((), setting.value, expected="a list")]
    else:
        wrong = list(faults(check, setting.value, today))
    for fault in wrong:
        path = (*setting.path, *fault.path)
        told = " ".join(part for part in (found(fault.value, path), fault.note) if part)
        yield Finding(path, setting_name(settings, path), fault.expected or expected, told)
