"""A whole comparison: which snapshots, in which order, and what is wrong with templates."""

import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.drift.drifting import TODAY, a_template, base, drift, write

from trailbook.drift.detection import compare_snapshots, drift_problems, has_templates
from trailbook.drift.matching import applies_to
from trailbook.drift.origins import SnapshotHistory
from trailbook.records.kinds.template import Snapshots
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import load

GOOD = a_template(where="open", equals=False)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("a.json", "a.json", True),
        ("hub/a.json", "hub/a.json", True),
        ("*/a.json", "hub/a.json", True),
        ("hub/*.json", "hub/b.json", True),
        ("*.json", "hub/a.json", False),
        ("hub/*", "hub/in/a.json", False),
        ("a.json", "b.json", False),
        ("[ab].json", "a.json", False),
        ("a?json", "a.json", False),
    ],
)
def test_a_star_stands_for_any_name_in_one_folder_and_nothing_else_is_special(
    pattern: str, path: str, fits: bool
) -> None:
    assert applies_to(Snapshots(snapshot=pattern, of="A"), f"configurations/{path}") is fits


def test_a_deviation_has_its_place_its_control_and_its_application(tmp_path: Path) -> None:
    found = drift(tmp_path, {**base(GOOD), "configurations/app.json": '{\n  "x": 1,\n  "open": true\n}'})
    (result,) = found.results
    assert (result.check, result.controls, result.application) == ("CT-A.K1", ("POL-A.C1",), "TM-A")
    (deviation,) = result.deviations
    assert (deviation.setting, deviation.place.line, deviation.place.column) == ("open", 3, 11)
    assert found.problems == ()


def test_what_is_as_it_should_be_is_counted_and_not_listed(tmp_path: Path) -> None:
    found = drift(tmp_path, {**base(GOOD), "configurations/app.json": '{"open": false}'})
    assert (found.deviating, found.results[0].looked_at, found.kept("CT-A")) == ((), 1, (1, 1, 0))
    assert [(c.path, c.of, c.applications, c.templates) for c in found.snapshots] == [
        ("configurations/app.json", "An app", ("TM-A",), ("CT-A",))
    ]


def test_a_check_that_finds_nothing_to_look_at_is_counted_apart(tmp_path: Path) -> None:
    when = a_template(where="rooms[*].open", equals=False)
    found = drift(tmp_path, {**base(when), "configurations/app.json": '{"rooms": []}'})
    assert found.kept("CT-A") == (0, 0, 1)


def test_a_snapshot_that_nobody_checks_is_listed_without_a_template(tmp_path: Path) -> None:
    files = {**base(GOOD), "configurations/app.json": '{"open": false}', "configurations/z/other.yaml": "a: 1\n"}
    assert [(c.path, c.templates) for c in drift(tmp_path, files).snapshots] == [
        ("configurations/app.json", ("CT-A",)),
        ("configurations/z/other.yaml", ()),
    ]


def test_where_several_entries_mean_a_snapshot_the_first_counts(tmp_path: Path) -> None:
    values = yaml.safe_load(GOOD)
    values["applies_to"].append({"snapshot": "*.json", "of": "Any", "application": "TM-B"})
    files = {**base(yaml.safe_dump(values)), "configurations/app.json": "{}", "configurations/b.json": "{}"}
    assert [(r.snapshot, r.application) for r in drift(tmp_path, files).results] == [
        ("configurations/app.json", "TM-A"),
        ("configurations/b.json", "TM-B"),
    ]


def test_a_template_for_a_snapshot_that_is_not_there_is_a_problem_with_the_nearest_name(tmp_path: Path) -> None:
    files = {**base(GOOD), "configurations/apps.json": "{}"}
    (problem,) = drift(tmp_path, files).problems
    assert str(problem).startswith("configurations/templates/a.yaml:")
    assert problem.rule == "no-snapshot" and problem.nearest == "apps.json"


def test_a_snapshot_that_can_not_be_read_is_one_problem_and_not_two(tmp_path: Path) -> None:
    found = drift(tmp_path, {**base(GOOD), "configurations/app.json": "{"})
    assert [(p.path, p.rule) for p in found.problems] == [("configurations/app.json", "broken-json")]


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "objekt"}, "'objekt' is not valid under any of the given schemas"),
        ({"$ref": "https://example.org/x"}, "'$ref' leads to 'https://example.org/x'"),
        ({"patternProperties": {"(a+)+": {}}}, "'patternProperties' is not supported"),
        ({"pattern": "(?=a)"}, "the pattern '(?=a)' can't be used"),
    ],
)
def test_a_schema_that_can_not_be_used_is_a_problem_and_its_check_is_left_out(
    tmp_path: Path, schema: dict[str, object], said: str
) -> None:
    files = {**base(a_template(where=".", fits=schema)), "configurations/app.json": "{}"}
    found = drift(tmp_path, files)
    assert [problem.rule for problem in found.problems] == ["bad-schema"]
    assert said in str(found.problems[0]) and found.results == ()


def test_uncovered_and_worst_come_first(tmp_path: Path) -> None:
    values = yaml.safe_load(GOOD)
    (check,) = values["checks"]
    values["checks"] = [
        {**check, "id": f"K{number}", "severity": severity}
        for number, severity in enumerate(["low", "critical", "medium", "high"], start=1)
    ]
    found = drift(tmp_path, {**base(yaml.safe_dump(values)), "configurations/app.json": "{}"})
    assert [r.stated.severity for r in found.deviating] == ["critical", "high", "medium", "low"]


def test_what_keeps_a_snapshot_from_being_compared_is_found_without_comparing(tmp_path: Path) -> None:
    found = drift(tmp_path, {**base(GOOD), "configurations/app.json": '{"open": true'})
    assert [problem.rule for problem in found.problems] == ["broken-json"]
    assert found.unread == {"CT-A.K1"} and found.results == ()
    knowledge = load(tmp_path)
    assert drift_problems(tmp_path, knowledge, TODAY) == drift_problems(tmp_path, knowledge, None) == found.problems
    (tmp_path / "configurations/templates/a.yaml").unlink()
    assert drift_problems(tmp_path, load(tmp_path), TODAY) == ()


def test_a_folder_of_that_name_without_templates_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, {"content/a.md": "# A\n", "configurations/other.yaml": "---\na: 1\n---\n"})
    assert not has_templates(load(tmp_path))
    assert has_templates(load(write(tmp_path, base(GOOD))))


KEYS = st.sampled_from(["open", "name", "id", "a b", "token"]) | st.text(max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=16,
)


@pytest.fixture(scope="module")
def any_base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, KnowledgeBase]:
    root = write(tmp_path_factory.mktemp("any"), base(a_template(where="[*].open", none_of=[True])))
    return root, load(root)


@given(value=JSON)
def test_no_snapshot_makes_a_comparison_raise(any_base: tuple[Path, KnowledgeBase], value: object) -> None:
    root, knowledge = any_base
    (root / "configurations/app.json").write_text(json.dumps(value), encoding="utf-8")
    for result in compare_snapshots(root, knowledge, TODAY, SnapshotHistory()).results:
        for deviation in result.deviations:
            assert deviation.place.line == 1 and deviation.setting and deviation.found


@pytest.mark.parametrize(
    ("found", "since", "words"),
    [
        ("2026-06-06", date(2026, 6, 15), "6 Jun 2026"),
        ("2026-05-01T08:00:00Z", date(2026, 5, 10), "1 May 2026"),
        ("2026-06-16", None, "16 Jun 2026"),
        ("never", None, '"never"'),
    ],
)
def test_a_day_deviates_from_the_first_day_on_which_it_is_too_old(
    tmp_path: Path, found: str, since: date | None, words: str
) -> None:
    files = {
        **base(a_template(within_days=8, where="scanned")),
        "configurations/app.json": json.dumps({"scanned": found}),
    }
    ((deviation,),) = (result.deviations for result in drift(tmp_path, files).results)
    assert (deviation.too_old_since, deviation.began, deviation.found) == (since, since, words)
