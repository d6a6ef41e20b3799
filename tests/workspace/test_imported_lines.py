"""The line of an export behind each finding: as it was imported, and only while the model still says so."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import JsonValue

from trailbook.cli import main
from trailbook.records.loading import load
from trailbook.workspace.imported_lines import imported_lines
from trailbook.workspace.workspace import open_workspace

WORKFLOW = """{"id": "w1", "name": "Intake", "settings": {}, "connections": {}, "nodes": [
{"id": "1", "name": "In", "type": "n8n-nodes-base.webhook", "parameters": {"path": "in"}},
{"id": "2", "name": "Read", "type": "n8n-nodes-base.postgres",
 "parameters": {"operation": "select", "table": "orders"},
 "credentials": {"postgres": {"id": "c", "name": "Shop"}}},
{"id": "3", "name": "Ask", "type": "n8n-nodes-base.postgres",
 "parameters": {"operation": "executeQuery", "table": "orders", "query": "select {{ $json.id }}"},
 "credentials": {"postgres": {"id": "c", "name": "Shop"}}}
]}"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A knowledge base with a model that was imported from an export outside of it."""
    root = tmp_path / "knowledge"
    (root / "threat-models").mkdir(parents=True)
    (tmp_path / "intake.json").write_text(WORKFLOW)
    monkeypatch.chdir(root)
    result = CliRunner().invoke(main, ["import", str(tmp_path / "intake.json")])
    assert result.exit_code == 0, result.output
    return root


def _read_in(rule: str) -> list[tuple[str, ...]]:
    return [finding.stated_at for finding in open_workspace().findings() if finding.rule.id == rule]


def test_a_finding_names_the_line_that_states_what_its_rule_looked_at(root: Path) -> None:
    assert _read_in("query-injection") == [("intake.json:6:1",)]
    assert _read_in("review-without-date") == [()]
    result = CliRunner().invoke(main, ["findings", "--format", "json"])
    assert [found["stated_at"] for found in json.loads(result.output) if found["rule"] == "query-injection"] == [
        ["intake.json:6:1"]
    ]
    assert "is not stated to be checked. Read in intake.json:6:1." in CliRunner().invoke(main, ["findings"]).output


def test_an_import_says_where_the_export_states_what_is_new(root: Path) -> None:
    file = root.parent / "intake.json"
    more = '{"id": "9", "name": "More", "type": "n8n-nodes-base.webhook", "parameters": {"path": "more"}},\n'
    file.write_text(WORKFLOW.replace('{"id": "2"', more + '{"id": "2"'))
    result = CliRunner().invoke(main, ["import", "--id", "TM-INTAKE", str(file)])
    assert "new open webhook GET /more [E2] in intake.json:3:1\n" in result.output


def test_an_import_names_the_line_of_a_secret_and_not_that_of_its_workflow(root: Path) -> None:
    file = root.parent / "intake.json"
    secret = f'"operation": "select", "password": "{"correct-horse"}-Battery9staple"'
    file.write_text(WORKFLOW.replace('"operation": "select"', secret))
    result = CliRunner().invoke(main, ["import", "--id", "TM-INTAKE", str(file)])
    assert "  Intake now holds a secret in plain text [INTAKE] in intake.json:4:" in result.output


@pytest.mark.parametrize("first", ["clock", "hook", "closed"])
def test_a_finding_on_an_open_trigger_names_its_line_whatever_else_starts_the_workflow(root: Path, first: str) -> None:
    hook = '{"id": "1", "name": "In", "type": "n8n-nodes-base.webhook", "parameters": {"path": "in"}},'
    clock = '{"id": "7", "name": "Clock", "type": "n8n-nodes-base.scheduleTrigger", "parameters": {}},'
    closed = hook.replace('"1", "name": "In"', '"8", "name": "Shut"').replace(
        '"in"}', '"x", "authentication": "basicAuth"}'
    )
    nodes = {"clock": [clock, hook], "hook": [hook, clock], "closed": [closed, hook, clock]}[first]
    file = root.parent / "intake.json"
    file.write_text(WORKFLOW.replace(hook, "\n".join(nodes)))
    assert CliRunner().invoke(main, ["import", "--id", "TM-INTAKE", str(file)]).exit_code == 0
    assert _read_in("trigger-open-to-anybody") == [(f"intake.json:{2 + nodes.index(hook)}:1",)]


def test_a_fact_that_people_changed_since_has_no_line(root: Path) -> None:
    file = root / "threat-models" / "intake.yaml"
    lines = imported_lines(root, load(root))["TM-INTAKE"]
    (entry,) = (id for id, known in lines.items() if id.startswith("E"))
    assert lines[entry] == {"": "intake.json:2:1"}
    text = (
        file.read_text().replace("sign_in: none", "sign_in: key").replace("starts_on: [web-request]", "starts_on: []")
    )
    file.write_text(text)
    changed = imported_lines(root, load(root))["TM-INTAKE"]
    assert "starts_on" in lines["INTAKE"] and "starts_on" not in changed["INTAKE"]


def test_a_memory_with_anything_in_place_of_lines_is_no_crash(root: Path) -> None:
    (memory,) = (root / "threat-models" / ".imported").iterdir()
    wrongs: tuple[JsonValue, ...] = ([], "text", {"INTAKE": []}, {"INTAKE": {"": ["a"]}})
    for wrong in wrongs:
        memory.write_text(json.dumps(json.loads(memory.read_text()) | {"lines": wrong}))
        lines = imported_lines(root, load(root))
        assert not any(lines.get("TM-INTAKE", {}).values()), wrong
