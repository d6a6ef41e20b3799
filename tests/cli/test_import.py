"""``trailbook import``: files in, records and a report out, nothing half-written."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from trailbook.cli import main
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.loading import load

FILES = Path(__file__).parents[1] / "interchange" / "files"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "kb" / "content").mkdir(parents=True)
    return tmp_path / "kb"


def run(root: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", "--root", str(root), *map(str, arguments)])


def contents(root: Path) -> dict[str, str]:
    return {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in root.rglob("*") if p.is_file()}


def kiosk(folder: Path, name: str = "kiosk.json", **project: Any) -> Path:
    folder.mkdir(exist_ok=True)
    model = {
        "otmVersion": "0.2.0",
        "project": {"name": "Kiosk", "id": "k", **project},
        "trustZones": [],
        "dataflows": [],
    }
    (folder / name).write_text(json.dumps(model), encoding="utf-8")
    return folder / name


def test_a_file_becomes_a_valid_record_and_a_memory_beside_it(root: Path, tmp_path: Path) -> None:
    result = run(root, kiosk(tmp_path / "in"))
    assert result.exit_code == 0, result.output
    assert set(contents(root)) == {"threat-models/kiosk.yaml", "threat-models/.imported/TM-KIOSK.json"}
    assert load(root).records["TM-KIOSK"].title == "Kiosk"
    assert not load(root).problems
    assert "(Open Threat Model): TM-KIOSK in threat-models/kiosk.yaml, new: 1 component" in result.output
    assert "application.users" in result.output


def test_what_is_not_carried_over_is_listed_with_its_place(root: Path) -> None:
    result = run(root, FILES / "threat-dragon-2.json")
    assert result.exit_code == 0
    assert "threat-dragon-2.json:64:11: detail.diagrams[].cells[]: a note on the picture" in result.output


def test_a_source_with_faults_is_imported_told_and_exits_with_1(root: Path) -> None:
    result = run(root, FILES / "otm.yaml")
    assert result.exit_code == 1
    assert "the file has no component 'shelves'" in result.stderr
    assert "TM-LENDING-LIBRARY" in load(root).records


def test_many_files_of_many_formats_are_imported_at_once(root: Path) -> None:
    names = (
        "cyclonedx.json",
        "otm.yaml",
        "pytm.json",
        "threagile.yaml",
        "threat-dragon-1.json",
        "threat-model-library.json",
    )
    result = run(root, *(FILES / name for name in names))
    assert result.exit_code == 1
    assert len(list(load(root).of_kind(ThreatModel))) == len(names)
    assert not load(root).problems


def test_a_file_that_can_not_be_read_writes_nothing_and_spoils_no_other(root: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    result = run(root, tmp_path / "broken.json", tmp_path / "absent.json", tmp_path, kiosk(tmp_path / "in"))
    assert result.exit_code == 1
    assert "broken.json:1:2: not valid JSON" in result.stderr
    assert "absent.json:1:1: can't be read: No such file or directory" in result.stderr
    assert set(load(root).records) == {"TM-KIOSK"}


def test_a_folder_in_which_nothing_is_an_export_is_said_to_be_one(root: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/README.md").write_text("# Theirs\n", encoding="utf-8")
    result = run(root, tmp_path / "theirs")
    assert result.exit_code == 1
    assert "no file in the folder is an export that can be read; expected files of n8n, Node-RED," in result.output
    assert "a threat model is imported by its file" in result.output


def test_importing_again_changes_no_file(root: Path, tmp_path: Path) -> None:
    run(root, FILES / "threagile.yaml")
    before = contents(root)
    result = run(root, FILES / "threagile.yaml")
    assert contents(root) == before
    assert "as it was" in result.output


def test_a_record_that_moved_is_updated_where_it_stands(root: Path, tmp_path: Path) -> None:
    run(root, kiosk(tmp_path / "in"))
    (root / "threat-models" / "old").mkdir()
    for name in ("kiosk.yaml", ".imported"):
        (root / "threat-models" / name).rename(root / "threat-models" / "old" / name)
    result = run(root, kiosk(tmp_path / "in", owner="Stand"))
    assert "TM-KIOSK in threat-models/old/kiosk.yaml, changed" in result.output
    assert "owner: Stand" in contents(root)["threat-models/old/kiosk.yaml"]
    assert "threat-models/kiosk.yaml" not in contents(root)


def test_another_file_with_the_same_title_is_refused_until_it_is_named(root: Path, tmp_path: Path) -> None:
    run(root, kiosk(tmp_path / "in"))
    before = contents(root)
    other = kiosk(tmp_path / "in", "other.json", owner="Stand")
    result = run(root, other)
    assert result.exit_code == 1
    assert "that record was imported from kiosk.json (otm); expected --id TM-KIOSK" in result.stderr
    assert contents(root) == before
    assert run(root, other, "--id", "TM-OTHER").exit_code == 0
    assert set(load(root).records) == {"TM-KIOSK", "TM-OTHER"}
    assert run(root, other, "--id", "TM-KIOSK").exit_code == 0
    assert "owner: Stand" in contents(root)["threat-models/kiosk.yaml"]


def test_two_files_that_give_one_id_are_not_both_imported(root: Path, tmp_path: Path) -> None:
    result = run(root, kiosk(tmp_path / "in"), kiosk(tmp_path / "in", "other.json"))
    assert result.exit_code == 1
    assert "other.json:1:1: gives TM-KIOSK" in result.stderr
    assert json.loads(contents(root)["threat-models/.imported/TM-KIOSK.json"])["file"] == "kiosk.json"


def test_a_record_that_no_import_wrote_is_not_overwritten(root: Path, tmp_path: Path) -> None:
    run(root, kiosk(tmp_path / "in"))
    (root / "threat-models/.imported/TM-KIOSK.json").unlink()
    before = contents(root)
    result = run(root, kiosk(tmp_path / "in"))
    assert result.exit_code == 1
    assert "that record was not imported" in result.stderr
    assert contents(root) == before


def test_a_file_in_the_way_is_left_alone(root: Path, tmp_path: Path) -> None:
    (root / "threat-models").mkdir()
    (root / "threat-models" / "kiosk.yaml").write_text("id: TM-KIOSK\nkind: threat-model\n", encoding="utf-8")
    before = contents(root)
    result = run(root, kiosk(tmp_path / "in"))
    assert result.exit_code == 1
    assert "holds no readable TM-KIOSK that could be updated" in result.stderr
    assert contents(root) == before


def test_a_link_that_leads_out_is_not_written_through(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (root / "threat-models").symlink_to(tmp_path / "outside")
    result = run(root, kiosk(tmp_path / "in"))
    assert result.exit_code == 1
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_spoilt_memory_stops_the_import_of_its_record(root: Path, tmp_path: Path) -> None:
    run(root, kiosk(tmp_path / "in"))
    (root / "threat-models/.imported/TM-KIOSK.json").write_text("{}", encoding="utf-8")
    before = contents(root)
    result = run(root, kiosk(tmp_path / "in", owner="Stand"))
    assert result.exit_code == 1
    assert "threat-models/.imported/TM-KIOSK.json:1:1: can't be read" in result.stderr
    assert contents(root) == before


def test_a_record_that_would_not_be_valid_is_not_written(root: Path, tmp_path: Path) -> None:
    result = run(root, kiosk(tmp_path / "in", attributes={"trailbook": {"status": "perfect"}}))
    assert result.exit_code == 1
    assert "status is 'perfect'" in result.stderr
    assert contents(root) == {}


def test_references_in_imported_text_that_dangle_are_told(root: Path, tmp_path: Path) -> None:
    result = run(root, kiosk(tmp_path / "in", description="As TM-NOWHERE says, nothing"))
    assert result.exit_code == 1
    assert "there is no record 'TM-NOWHERE'" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--output", "../elsewhere"],
        ["--output", "/tmp"],
        ["--output", "no-record-folder"],
        ["--id", "kiosk"],
        ["--id", "POL-KIOSK"],
        ["--format", "excel"],
    ],
)
def test_misuse_exits_with_2_and_writes_nothing(root: Path, tmp_path: Path, arguments: list[str]) -> None:
    result = run(root, kiosk(tmp_path / "in"), *arguments)
    assert result.exit_code == 2
    assert contents(root) == {}


def test_a_name_that_would_act_on_a_terminal_is_shown_without_that(root: Path, tmp_path: Path) -> None:
    result = run(root, kiosk(tmp_path / "in", "\x1b[31mred.json", **{"\x1b]0;title": 1}))
    assert "\x1b" not in result.output + result.stderr


def test_lists_of_an_administrator_add_what_no_export_says(root: Path, tmp_path: Path) -> None:
    trigger = {"daily": {"type": "Recurrence"}}
    flow = {"properties": {"connectionReferences": {}, "definition": {"triggers": trigger, "actions": {}}}}
    (tmp_path / "in" / "Workflows").mkdir(parents=True)
    (tmp_path / "in" / "Workflows" / "Tidy.json").write_text(json.dumps(flow), encoding="utf-8")
    row = {"FlowName": "1", "DisplayName": "Tidy", "RoleType": "Owner", "PrincipalType": "User"}
    (tmp_path / "roles.json").write_text(json.dumps([row]), encoding="utf-8")
    (tmp_path / "others.json").write_text("[]", encoding="utf-8")
    result = run(root, tmp_path / "in", "--with", tmp_path / "roles.json")
    assert result.exit_code == 0, result.output
    assert "kept_by: one-person" in contents(root)["threat-models/tidy.yaml"]
    result = run(root, tmp_path / "in", "--with", tmp_path / "others.json")
    assert result.exit_code == 1
    assert "says nothing of a part of this application" in result.output


def test_lists_of_an_administrator_are_not_for_models_of_other_tools(root: Path, tmp_path: Path) -> None:
    (tmp_path / "roles.json").write_text("[]", encoding="utf-8")
    result = run(root, kiosk(tmp_path / "in"), "--with", tmp_path / "roles.json")
    assert result.exit_code == 1
    assert "--with adds to what a platform exports" in result.output
