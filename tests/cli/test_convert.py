"""``trailbook convert``: one model out, in a form that comes back whole."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.paths import STARTER

from trailbook.cli import main
from trailbook.records.loading import load


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["convert", "--root", str(STARTER), *map(str, arguments)])


@pytest.mark.parametrize(("form", "mark"), [("otm", "otmVersion"), ("threat-dragon", "summary")])
def test_a_model_goes_to_standard_output_and_what_is_not_shown_to_the_other(form: str, mark: str) -> None:
    result = run("TM-LEAVE", "--format", form)
    assert result.exit_code == 0
    assert mark in json.loads(result.stdout)
    assert "not shown by other tools: threats.benefits" in result.stderr


@pytest.mark.parametrize("form", ["otm", "threat-dragon"])
def test_what_is_written_is_imported_again_as_the_same_record(form: str, tmp_path: Path) -> None:
    assert run("TM-LEAVE", "--format", form, "--output", tmp_path / "out.json").exit_code == 0
    (tmp_path / "content").mkdir()
    result = CliRunner().invoke(main, ["import", "--root", str(tmp_path), str(tmp_path / "out.json")])
    assert "TM-LEAVE in threat-models/leave.yaml, new" in result.output
    assert load(tmp_path).records["TM-LEAVE"] == load(STARTER).records["TM-LEAVE"]


def test_an_unknown_model_exits_with_2_and_names_the_nearest() -> None:
    result = run("TM-LEAF", "--format", "otm")
    assert result.exit_code == 2
    assert "there is no threat model 'TM-LEAF'; did you mean 'TM-LEAVE'?" in result.stderr


@pytest.mark.parametrize("name", ["POL-SHARING", "TM-LEAVE.T1", "\x1b[31m"])
def test_only_threat_models_can_be_converted(name: str) -> None:
    result = run(name, "--format", "otm")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr


def test_a_file_that_can_not_be_written_exits_with_2(tmp_path: Path) -> None:
    result = run("TM-LEAVE", "--format", "otm", "--output", tmp_path / "no" / "out.json")
    assert result.exit_code == 2
    assert "can't be written" in result.stderr
