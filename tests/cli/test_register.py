"""``trailbook register``: a line a threat, CSV that runs nothing, JSON after its schema, SARIF at the right lines."""

import csv
import io
import json
import re
from pathlib import Path
from shutil import copytree

import jsonschema
import pytest
from click.testing import CliRunner, Result
from tests.paths import REPOSITORY

from trailbook.cli import main
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.loading import load
from trailbook.risk.register.export import COLUMNS, register_csv, register_export, register_schema
from trailbook.risk.scoring.matrix import MATRIX


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("register") / "kb"
    assert CliRunner().invoke(main, ["init", str(root)]).exit_code == 0
    return root


def register(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["register", "--root", str(root), *arguments])


def rewritten(starter: Path, to: Path, old: str, new: str) -> Path:
    copytree(starter, to)
    file = to / "threat-models/leave-requests.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return to


def test_a_person_gets_a_line_for_each_threat_the_highest_first_and_their_number(starter: Path) -> None:
    *lines, last = register(starter).stdout.splitlines()
    rows = json.loads(register(starter, "--format", "json").stdout)["threats"]
    assert [line.split()[:2] for line in lines] == [[row["residual"]["level"], row["id"]] for row in rows]
    assert lines[0].endswith(f"{rows[0]['owner']}: {rows[0]['title']} (open; Leave requests)")
    assert last.startswith(f"{len(rows)} threats: ")


def test_the_csv_has_a_header_and_a_row_for_every_threat(starter: Path) -> None:
    output = register(starter, "--format", "csv").stdout_bytes.decode()
    rows = list(csv.DictReader(io.StringIO(output, newline="")))
    (model,) = load(starter).of_kind(ThreatModel)
    assert isinstance(model, ThreatModel)
    assert {row["id"] for row in rows} == {f"{model.id}.{threat.id}" for threat in model.threats}
    assert tuple(rows[0]) == COLUMNS


def test_an_application_that_nobody_assessed_is_named_beside_the_register(starter: Path, tmp_path: Path) -> None:
    root = copytree(starter, tmp_path / "kb")
    model = root / "threat-models/leave-requests.yaml"
    model.write_text(
        re.sub(r"(?ms)^(threats|mitigations|findings):\n(?:[ \n#-].*?\n?)*(?=^\w|\Z)", "", model.read_text())
    )
    result = register(root, "--format", "csv")
    (id,) = json.loads(register(root, "--format", "json").output)["not_assessed"]
    assert result.stderr == f"not assessed, so not in it: {id}\n"


def test_the_csv_is_as_rfc_4180_asks() -> None:
    text = register_csv(register_export(load(REPOSITORY), MATRIX, ["TM-EXPENSES"], []))
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert all(line.startswith('"') and line.endswith('"') and "\n" not in line for line in lines)


def test_a_hostile_title_reaches_the_csv_as_text(starter: Path, tmp_path: Path) -> None:
    title = next(
        line
        for line in (starter / "threat-models/leave-requests.yaml").read_text().splitlines()
        if "title: " in line and line.startswith("    ")
    )
    root = rewritten(starter, tmp_path / "kb", title, '    title: "=HYPERLINK(\\"https://evil.example\\")"')
    assert '"\'=HYPERLINK(""https://evil.example"")"' in register(root, "--format", "csv").output


def test_the_json_follows_its_schema(starter: Path) -> None:
    for root in (starter, REPOSITORY):
        values = json.loads(register(root, "--format", "json").output)
        jsonschema.validate(values, json.loads(register_schema()))
        assert values["threats"]


def test_the_committed_schema_is_the_one_in_force() -> None:
    assert (REPOSITORY / "schemas/register.schema.json").read_text(encoding="utf-8") == register_schema()


def test_the_rows_name_the_same_threats_of_other_models() -> None:
    rows = {
        row.id: row for row in register_export(load(REPOSITORY), MATRIX, ["TM-DONORS", "TM-ONBOARDING"], []).threats
    }
    assert rows["TM-DONORS.T2"].same_as == ("TM-ONBOARDING.T6",)
    alone = {row.id: row for row in register_export(load(REPOSITORY), MATRIX, ["TM-DONORS"], []).threats}
    assert alone["TM-DONORS.T2"].same_as == ()


def test_sarif_points_each_result_at_the_line_of_its_threat(starter: Path) -> None:
    (run,) = json.loads(register(starter, "--format", "sarif").output)["runs"]
    assert run["results"]
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        lines = (starter / place["artifactLocation"]["uri"].removeprefix(f"{starter.name}/")).read_text().splitlines()
        id = result["partialFingerprints"]["trailbook/threat/v1"].partition(".")[2]
        assert f"id: {id}" in lines[place["region"]["startLine"] - 1]
        assert result["ruleId"] in {rule["id"] for rule in run["tool"]["driver"]["rules"]}


def test_an_accepted_threat_is_suppressed_in_sarif_and_an_open_one_is_not(starter: Path, tmp_path: Path) -> None:
    accepted = "state: accepted\n    acceptance: {by: Head of HR, reason: Small, until: 2027-01-01}"
    root = rewritten(starter, tmp_path / "kb", "state: mitigated", accepted)
    (run,) = json.loads(register(root, "--format", "sarif").output)["runs"]
    states = {result["properties"]["state"]: result["suppressions"] for result in run["results"]}
    assert states.pop("accepted") == [{"kind": "external", "status": "accepted"}]
    assert not any(states.values())


def test_a_file_is_written_whole_and_the_register_is_not_printed(starter: Path, tmp_path: Path) -> None:
    result = register(starter, "--format", "csv", "--output", str(tmp_path / "r.csv"))
    assert result.stdout == ""
    assert (tmp_path / "r.csv").read_bytes().startswith(b'"id","title"')
    assert b"\r\r\n" not in (tmp_path / "r.csv").read_bytes()


def test_a_place_that_can_not_be_written_is_misuse(starter: Path, tmp_path: Path) -> None:
    result = register(starter, "--output", str(tmp_path / "missing" / "r.csv"))
    assert result.exit_code == 2
    assert "can't be written" in result.output
