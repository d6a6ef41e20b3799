"""``trailbook import`` of reports about a tenant: a snapshot, a template if there is none, and what deviates."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.drift.drifting import a_template
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.records.loading import load

POLICY = {
    "displayName": "Everywhere",
    "defaultConnectorsClassification": "General",
    "environmentType": "AllEnvironments",
    "connectorGroups": [{"classification": "Blocked", "connectors": [{"id": "Http", "name": "HTTP"}]}],
}
SNAPSHOT = "configurations/tenant/data-policies.json"
TEMPLATE = "configurations/templates/data-policies.yaml"


@pytest.fixture
def kb(tmp_path: Path) -> Repo:
    kb = Repo(tmp_path / "kb")
    kb.commit("Start", {"content/index.md": "# Home\n"})
    return kb


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return a_report(tmp_path)


def a_report(folder: Path, name: str = "policies.json", **policy: Any) -> Path:
    file = folder / name
    file.write_text(json.dumps({"value": [{**POLICY, **policy}]}), encoding="utf-8")
    return file


def run(kb: Repo, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", "--root", str(kb.root), *map(str, arguments)])


def test_a_report_becomes_a_snapshot_with_a_template_and_what_deviates_is_said(kb: Repo, report: Path) -> None:
    result = run(kb, report)
    assert result.exit_code == 0, result.output
    assert json.loads((kb.root / SNAPSHOT).read_text())["policies"][0]["new_connectors"] == "non-business"
    assert f"(data policies of Power Platform): {SNAPSHOT}, new" in result.stdout
    assert f"{TEMPLATE}, new: say who owns it" in result.stdout
    assert f"{SNAPSHOT}: 6 checks, 1 deviation" in result.stdout
    assert 'policies[Everywhere].new_connectors is "non-business" [CT-DATA-POLICIES.K3]' in result.stdout
    assert not load(kb.root).problems


def test_the_next_report_changes_the_snapshot_and_leaves_the_template(kb: Repo, report: Path, tmp_path: Path) -> None:
    run(kb, report)
    (kb.root / TEMPLATE).write_text((kb.root / TEMPLATE).read_text().replace("Platform operations", "Us"))
    assert f"{SNAPSHOT}, as it was" in run(kb, report).stdout
    result = run(kb, a_report(tmp_path, defaultConnectorsClassification="Blocked"))
    assert f"{SNAPSHOT}, changed" in result.stdout and f"{SNAPSHOT}: 6 checks, nothing deviates" in result.stdout
    assert "owner: Us" in (kb.root / TEMPLATE).read_text()


def test_a_template_of_ones_own_is_used(kb: Repo, report: Path) -> None:
    template = a_template("tenant/data-policies.json", None, where="policies", present=True)
    kb.commit("Write a template", {"configurations/templates/a.yaml": template})
    result = run(kb, report)
    assert not (kb.root / TEMPLATE).exists()
    assert f"{SNAPSHOT}: 1 check, nothing deviates" in result.stdout


def test_a_template_that_is_for_other_snapshots_is_left_alone(kb: Repo, report: Path) -> None:
    template = a_template("other.json", None, where="policies", present=True)
    kb.commit("Write a template", {TEMPLATE: template})
    result = run(kb, report)
    assert (kb.root / TEMPLATE).read_text() == template
    assert f"{SNAPSHOT} is compared with nothing: add it to applies_to of a template" in result.stdout


def test_the_snapshots_of_a_second_tenant_go_to_a_folder_of_their_own(kb: Repo, report: Path) -> None:
    run(kb, report)
    assert (
        "configurations/second/data-policies.json: 6 checks"
        in run(kb, "--output", "configurations/second", report).stdout
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--output", "threat-models"],
        ["--output", "configurations/templates"],
        ["--output", "configurations/training"],
        ["--output", "configurations/a/b"],
        ["--output", "configurations/.."],
        ["--into", "TM-A"],
        ["--id", "TM-A"],
        ["--with", "x.json"],
    ],
)
def test_what_is_not_for_reports_is_refused_and_nothing_is_written(
    kb: Repo, report: Path, arguments: list[str]
) -> None:
    result = run(kb, *arguments, report)
    assert result.exit_code == 2 and "report" in result.stderr
    assert not (kb.root / "configurations").exists()


def test_a_link_in_the_place_of_the_folder_leads_to_no_other(kb: Repo, report: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (kb.root / "configurations").symlink_to(tmp_path / "elsewhere")
    assert run(kb, report).exit_code == 2
    assert not [*(tmp_path / "elsewhere").iterdir()]


def test_two_reports_for_one_snapshot_are_a_problem(kb: Repo, report: Path, tmp_path: Path) -> None:
    result = run(kb, report, a_report(tmp_path, "again.json"))
    assert result.exit_code == 1 and f"again.json:1:1: gives {SNAPSHOT}, which" in result.stderr


def test_a_report_goes_together_with_a_model(kb: Repo, report: Path, tmp_path: Path) -> None:
    model = tmp_path / "kiosk.json"
    model.write_text(json.dumps({"otmVersion": "0.2.0", "project": {"name": "Kiosk", "id": "k"}, "trustZones": []}))
    result = run(kb, model, report)
    assert result.exit_code == 0, result.output
    assert (kb.root / SNAPSHOT).is_file() and "TM-KIOSK" in load(kb.root).records


def test_a_file_that_is_too_large_is_said_to_be(kb: Repo, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trailbook.interchange.platforms.export.LARGEST_FILE", 100)
    result = run(kb, report)
    assert result.exit_code == 1 and "policies.json:1:1: is larger than" in result.stderr
