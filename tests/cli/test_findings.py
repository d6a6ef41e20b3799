"""``trailbook findings``, and what ``trailbook check`` says of findings."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trailbook.cli import main

MODEL = """\
id: TM-A
kind: threat-model
title: App
owner: Team
review: {cadence: yearly, next: 2027-01-01}
application: {name: App, platform: P, purpose: Work, users: All, impact: Some}
components:
  - id: K1
    name: "Bot\\e[31m"
    type: agent
    owner: Team
    facts: {tools: [run-code], memory: shared, shared_with: [], reads_untrusted: false, confirmed: true,
      logging: central}
findings:
  - id: R1
    rule: agent-memory-shared
    elements: [K1]
    state: accepted
    acceptance: {by: B, reason: R, until: 2026-05-01}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "threat-models").mkdir()
    (tmp_path / "threat-models/a.yaml").write_text(MODEL, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


def test_text_names_state_model_finding_and_reason_and_no_control_character(root: Path) -> None:
    result = run("findings", "--root", str(root))
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "open           TM-A  agent-runs-code@K1: Bot\N{REPLACEMENT CHARACTER}[31m can run code.",
        "accepted       TM-A  agent-memory-shared@K1: Bot\N{REPLACEMENT CHARACTER}[31m keeps one memory for everybody "
        "who asks it.",
    ]


def test_json_holds_what_the_rule_maps_to(root: Path) -> None:
    found = json.loads(run("findings", "TM-A", "--root", str(root), "--format", "json").output)
    assert [finding["id"] for finding in found] == ["agent-runs-code@K1", "agent-memory-shared@K1"]
    assert found[0]["maps"]["cwe"] == ["CWE-94"] and found[0]["elements"] == ["K1"]


def test_sarif_holds_what_is_not_settled_as_warnings_at_the_element(root: Path) -> None:
    log = json.loads(run("findings", "--root", str(root), "--format", "sarif").output)
    (result,) = log["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("agent-runs-code", "warning")
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 8


def test_a_model_that_does_not_exist_is_misuse_with_the_nearest(root: Path) -> None:
    result = run("findings", "TM-B", "--root", str(root))
    assert result.exit_code == 2 and "did you mean 'TM-A'?" in result.output


def test_no_findings_are_told_as_none(root: Path) -> None:
    (root / "threat-models/a.yaml").unlink()
    assert run("findings", "--root", str(root)).output == "no findings\n"


def test_check_counts_findings_and_open_ones_are_no_problem(root: Path) -> None:
    result = run("check", "--root", str(root), "--today", "2026-05-01")
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == "2 findings of the rules, 1 to act on: 1 open"


def test_check_reports_an_acceptance_that_ended(root: Path) -> None:
    result = run("check", "--root", str(root), "--today", "2026-05-02")
    assert result.exit_code == 1
    assert "a.yaml:19:" in result.output and "the acceptance of R1 ended on 2026-05-01" in result.output


def test_check_compares_with_source_date_epoch_where_no_day_is_given(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777593600")  # 2026-05-01
    assert run("check", "--root", str(root)).exit_code == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777680000")
    assert run("check", "--root", str(root)).exit_code == 1


def test_a_rule_is_silenced_with_a_reason_in_the_configuration(root: Path) -> None:
    rules = "{agent-runs-code: {silenced: Agents run in boxes}}"
    (root / "mkdocs.yml").write_text(f"docs_dir: content\nplugins: [{{trailbook/records: {{rules: {rules}}}}}]\n")
    assert "agent-runs-code" not in run("findings", "--root", str(root)).output


def test_a_rule_that_is_silenced_without_a_reason_is_a_problem_with_its_place(root: Path) -> None:
    rules = "\n      rules:\n        agent-runs-code: {silenced: ''}"
    (root / "mkdocs.yml").write_text(f"docs_dir: content\nplugins:\n  - trailbook/records:{rules}\n")
    result = run("check", "--root", str(root), "--today", "2026-05-01")
    assert result.exit_code == 1
    assert "mkdocs.yml:5:37: rule agent-runs-code: silenced is empty; expected text" in result.output


def test_a_model_that_can_not_be_read_is_named_with_its_problems(root: Path) -> None:
    (root / "threat-models/a.yaml").write_text(MODEL.replace("owner: Team\nreview", "review"), encoding="utf-8")
    result = CliRunner().invoke(main, ["findings", "--root", str(root), "TM-A"])
    assert result.exit_code == 2
    assert "'TM-A' can't be read before its file is fixed:" in result.output
    assert "threat-models/a.yaml:1:1: 'owner' is missing" in result.output


def test_a_folder_inside_the_knowledge_base_will_do(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / ".git").mkdir()
    monkeypatch.chdir(root / "threat-models")
    result = CliRunner().invoke(main, ["findings", "TM-A"])
    assert result.exit_code == 0, result.output
    assert "agent-memory-shared" in result.output
