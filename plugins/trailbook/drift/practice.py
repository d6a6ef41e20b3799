"""Snapshots in which training has the reader spot the deviations.

The solution is computed by the checks of a template, so that it can't differ from what the policies ask for today.
Exceptions are ignored: the reader should learn to see a deviation even if it is excepted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trailbook.drift.checking import SettingFault, apply_check
from trailbook.drift.json_schema import schema_fault
from trailbook.drift.snapshots import FOLDER, MAX_BYTES, Snapshot, masked_lines, read_snapshot, snapshot_files
from trailbook.records.kinds.template import Check, Template
from trailbook.records.kinds.training import Spot, TrainingModule
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.text.files import read_file
from trailbook.text.problem import Problem, nearest

MAX_LINES = 200
"""Longer snapshots are too much to read as an exercise."""


@dataclass(frozen=True)
class Line:
    """A line of a snapshot: its number and text, and whether a setting begins on it, so that it can be marked."""

    number: int
    text: str
    can_be_marked: bool


@dataclass(frozen=True)
class SpottedSetting:
    """A setting that deviates: its line, what is expected and what was found, and the check that says so."""

    line: int
    setting: str
    expected: str
    found: str
    reference: str
    check: Check
    controls: tuple[str, ...]


@dataclass(frozen=True)
class Practice:
    """A snapshot to look through. ``checks`` is the number of checks applied; ``spotted`` is in the order of lines."""

    path: str
    lines: tuple[Line, ...]
    checks: int
    spotted: tuple[SpottedSetting, ...]

    @property
    def right(self) -> tuple[int, ...]:
        """The lines on which something deviates."""
        return tuple(sorted({spotted.line for spotted in self.spotted}))


def find_practice(root: Path, knowledge: KnowledgeBase, today: date) -> tuple[Mapping[str, Practice], list[Problem]]:
    """The snapshots that training asks about, by the full reference of the question, and problems with them.

    Only these snapshots are read. Nothing is raised for the content of a file.
    """
    questions = list(_questions(knowledge))
    files = {file.relative_to(root / FOLDER).as_posix(): file for file in snapshot_files(root)} if questions else {}
    found: dict[str, Practice] = {}
    problems: list[Problem] = []
    for module, index, spot in questions:
        template = knowledge.records.get(spot.template)
        snapshot, faults = _read(root, files.get(spot.snapshot))
        fault = _fault(spot, snapshot, files)
        if fault and not faults:
            document = knowledge.documents[module.id]
            place = document.positions.of(("questions", index, "spot", "snapshot"))
            faults = [Problem(document.path, place.line, place.column, *fault)]
        problems += faults
        if snapshot and not faults and isinstance(template, Template):
            reference = f"{module.id}.{module.questions[index].id}"
            found[reference] = _practice(knowledge, snapshot, template, today)
    return found, problems


def _questions(knowledge: KnowledgeBase) -> Iterator[tuple[TrainingModule, int, Spot]]:
    for module in knowledge.of_kind(TrainingModule):
        for index, question in enumerate(module.questions):
            if question.spot:
                yield module, index, question.spot


def _read(root: Path, file: Path | None) -> tuple[Snapshot | None, list[Problem]]:
    if file is None:
        return None, []
    data, faults = read_file(file, root, MAX_BYTES)
    return (None, faults) if faults else read_snapshot(file.relative_to(root).as_posix(), data)


def _fault(spot: Spot, snapshot: Snapshot | None, files: Mapping[str, Path]) -> tuple[str, str, str, str] | None:
    """Rule, message, expectation and nearest value if a snapshot can't be used as an exercise."""
    if snapshot is None:
        message = f"no snapshot below {FOLDER}/ is called {spot.snapshot!r}"
        return "no-snapshot", message, "a JSON or YAML file", nearest(spot.snapshot, files)
    if (count := len(snapshot.text.rstrip("\n").split("\n"))) > MAX_LINES:
        message = f"{spot.snapshot!r} has {count:,} lines, too many to look through"
        return "too-large", message, f"at most {MAX_LINES}; cut it down", ""
    return None


def _practice(knowledge: KnowledgeBase, snapshot: Snapshot, template: Template, today: date) -> Practice:
    usable = [check for check in template.checks if check.fits is None or not schema_fault(check.fits)]
    spotted = [
        _spotted(knowledge, snapshot, f"{template.id}.{check.id}", check, fault)
        for check in usable
        for fault in apply_check(check, snapshot.settings, today).wrong
    ]
    marked = {place.line for place in snapshot.positions.values.values()} | {setting.line for setting in spotted}
    lines = tuple(Line(number, text, number in marked) for number, text in enumerate(masked_lines(snapshot), start=1))
    ordered = sorted(spotted, key=lambda spot: (spot.line, spot.reference, spot.setting))
    return Practice(snapshot.path, lines, len(usable), tuple(ordered))


def _spotted(
    knowledge: KnowledgeBase, snapshot: Snapshot, reference: str, check: Check, fault: SettingFault
) -> SpottedSetting:
    controls = tuple(link.target for link in knowledge.links_from(reference) if link.relation == "checks")
    line = snapshot.positions.of(fault.path).line
    return SpottedSetting(line, fault.setting, fault.expected, fault.found, reference, check, controls)
