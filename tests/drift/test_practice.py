"""Snapshots that training asks to look through: what deviates is computed, and what is made up is no drift."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.drift.drifting import TODAY, a_template, an_exception, base, write

from trailbook.drift.detection import compare_snapshots
from trailbook.drift.model import Drift
from trailbook.drift.origins import SnapshotHistory
from trailbook.drift.practice import MAX_LINES, Practice
from trailbook.records.loading import load

MODULE = """---
id: TR-A
kind: training
owner: Us
roles: [maker]
review: {cadence: yearly}
minutes: 10
objectives: [See it]
teaches: [POL-A.C1]
questions:
  - id: Q1
    spot: {snapshot: SNAPSHOT, template: CT-A}
---
# Look

### What deviates? {#Q1}
"""
OPEN = '{\n  "name": "An app",\n  "open": true\n}\n'


def read(tmp_path: Path, settings: str, *, path: str = "training/app.json", today: date = TODAY, **check: Any) -> Drift:
    stated = {"where": "open", "equals": False, **check}
    stated = {name: value for name, value in stated.items() if value is not None}
    template = yaml.safe_load(a_template(**stated))
    template["applies_to"].append({"snapshot": "*/*", "of": "Every app"})
    files = base(yaml.safe_dump(template), an_exception("X1"))
    files |= {"content/training/a.md": MODULE.replace("SNAPSHOT", path), f"configurations/{path}": settings}
    files |= {"configurations/app.json": '{"open": false}', "configurations/other/app.json": '{"open": false}'}
    knowledge = load(write(tmp_path, files))
    assert knowledge.problems == ()
    return compare_snapshots(tmp_path, knowledge, today, SnapshotHistory())


def practice(tmp_path: Path, settings: str, **options: Any) -> Practice:
    found = read(tmp_path, settings, **options)
    assert found.problems == ()
    return found.practice["TR-A.Q1"]


def test_what_deviates_is_what_the_template_finds_with_its_control_and_remedy(tmp_path: Path) -> None:
    found = practice(tmp_path, OPEN)
    (one,) = found.spotted
    assert (one.line, one.setting, one.expected, one.found) == (3, "open", "false", "true")
    assert (one.reference, one.check.remedy, one.controls) == ("CT-A.K1", "Mend it.", ("POL-A.C1",))
    assert (found.path, found.checks, found.right) == ("configurations/training/app.json", 1, (3,))


def test_settings_that_are_as_they_should_be_have_nothing_to_spot(tmp_path: Path) -> None:
    found = practice(tmp_path, OPEN.replace("true", "false"))
    assert found.spotted == () and found.right == ()


def test_an_exception_does_not_take_a_deviation_out_of_an_exercise(tmp_path: Path) -> None:
    found = read(tmp_path, OPEN, path="app.json")
    assert found.practice["TR-A.Q1"].right == ()  # app.json is written closed: the exception has nothing to cover
    assert practice(tmp_path / "again", OPEN).right == (3,)


def test_lines_can_be_marked_where_a_setting_begins_and_nowhere_else(tmp_path: Path) -> None:
    text = "# A comment\nopen: true\n\nlist:\n  - name: a\n    group: b\n"
    found = practice(tmp_path, text, path="training/app.yaml")
    assert [line.number for line in found.lines if line.can_be_marked] == [2, 5, 6]
    assert [line.text for line in found.lines] == text.rstrip("\n").split("\n")


def test_what_is_missing_is_spotted_where_its_part_begins(tmp_path: Path) -> None:
    found = practice(tmp_path, '{\n  "apps": [\n    {\n      "name": "a"\n    }\n  ]\n}\n', where="apps[*].open")
    assert found.right == (3,)
    assert found.lines[2].can_be_marked


def test_what_is_made_up_for_training_is_no_drift(tmp_path: Path) -> None:
    found = read(tmp_path, OPEN)
    assert [checked.path for checked in found.snapshots] == ["configurations/app.json", "configurations/other/app.json"]
    assert found.deviating == ()


def test_the_same_settings_elsewhere_are_drift(tmp_path: Path) -> None:
    assert [result.snapshot for result in read(tmp_path, OPEN, path="real/app.json").deviating] == [
        "configurations/real/app.json"
    ]


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (
            "training/ap.json",
            "no snapshot below configurations/ is called 'training/ap.json'; … mean 'training/app.json'?",
        ),
        ("../content/index.md", "no snapshot below configurations/ is called '../content/index.md'; …"),
        ("templates/a.yaml", "no snapshot below configurations/ is called 'templates/a.yaml'; …"),
    ],
)
def test_a_snapshot_that_is_not_there_is_a_problem_with_its_place(tmp_path: Path, asked: str, problem: str) -> None:
    read(tmp_path, OPEN)
    module = tmp_path / "content/training/a.md"
    module.write_text(module.read_text().replace("training/app.json", asked))
    found = compare_snapshots(tmp_path, load(tmp_path), TODAY, SnapshotHistory())
    (message,) = map(str, found.problems)
    start, _, end = problem.partition("…")
    assert message.startswith(f"content/training/a.md:12:22: {start}") and message.endswith(end)
    assert not found.practice


def test_too_many_lines_are_a_problem_and_as_many_as_may_be_are_none(tmp_path: Path) -> None:
    line = "# a\n"
    assert not read(tmp_path / "fits", line * (MAX_LINES - 1) + "open: true\n", path="training/app.yaml").problems
    found = read(tmp_path / "long", line * MAX_LINES + "open: true\n", path="training/app.yaml")
    assert [problem.rule for problem in found.problems] == ["too-large"]
    assert not found.practice


def test_a_snapshot_that_can_not_be_read_is_reported_at_its_own_place(tmp_path: Path) -> None:
    found = read(tmp_path, "{")
    assert [problem.path for problem in found.problems] == ["configurations/training/app.json"]
    assert not found.practice


def test_days_are_compared_with_today(tmp_path: Path) -> None:
    settings = '{"open": "2026-06-15"}'
    assert practice(tmp_path / "then", settings, equals=None, after="today", today=date(2026, 6, 14)).right == ()
    assert practice(tmp_path / "now", settings, equals=None, after="today").right == (1,)
