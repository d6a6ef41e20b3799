"""An application changes, and its export is imported again: what is new is said, and what people wrote stays."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from tests.repositories import Repo

from trailbook.cli import main

MKDOCS = """\
site_name: Ours
plugins:
  - trailbook/records: {folders: [docs, threat-models]}
  - trailbook/trail:
      sign_offs: {new_data_flow: [reviewer]}
"""


def node(name: str, type: str, id: str, credential: tuple[str, str] | None = None, **parameters: Any) -> dict[str, Any]:
    found = {"id": id, "name": name, "type": type, "typeVersion": 1, "position": [0, 0], "parameters": parameters}
    if credential:
        found["credentials"] = {credential[0]: {"id": f"id-{credential[1]}", "name": credential[1]}}
    return found


WEBHOOK = node("Orders", "n8n-nodes-base.webhook", "w1", ("httpHeaderAuth", "Header"), httpMethod="POST", path="orders",
               authentication="headerAuth")  # fmt: skip
SLACK = node("Tell", "n8n-nodes-base.slack", "s1", ("slackApi", "Sales bot"), resource="message", operation="post")
HTTP = node("Send", "n8n-nodes-base.httpRequest", "h1", method="POST", url="https://api.example.com/v1/orders?key=x")
OPEN = node("Again", "n8n-nodes-base.webhook", "w2", httpMethod="POST", path="returns")


def export(file: Path, *nodes: dict[str, Any]) -> None:
    names = [one["name"] for one in nodes]
    wires = {name: {"main": [[{"node": names[-1], "type": "main", "index": 0}]]} for name in names[:-1]}
    file.write_text(json.dumps({"name": "Take orders", "nodes": nodes, "connections": wires}), encoding="utf-8")


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--root", str(root)])


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path)
    (tmp_path / "threat-models").mkdir()
    export(tmp_path / "export.json", WEBHOOK, SLACK)
    repo.commit("Start", {"mkdocs.yml": MKDOCS, "docs/index.md": "# Ours\n"})
    result = run(tmp_path, "import", "--id", "TM-ORDERS", str(tmp_path / "export.json"))
    assert "questions for the owner: trailbook answer TM-ORDERS" in result.output, result.output
    repo.commit("Model the orders")
    return repo


def test_the_record_keeps_its_line_ends_and_its_byte_order_mark(repo: Repo) -> None:
    file = repo.root / "threat-models/orders.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    export(repo.root / "export.json", WEBHOOK, OPEN, SLACK)
    run(repo.root, "import", "--id", "TM-ORDERS", str(repo.root / "export.json"))
    found = file.read_bytes()
    assert b"POST /returns" in found
    assert found.startswith(b"\xef\xbb\xbf")
    assert found.count(b"\n") == found.count(b"\r\n") > 10


def test_what_is_new_is_said_with_the_sign_off_that_it_needs(repo: Repo) -> None:
    export(repo.root / "export.json", WEBHOOK, OPEN, SLACK, HTTP)
    output = run(repo.root, "import", "--id", "TM-ORDERS", str(repo.root / "export.json")).output
    assert "new open webhook POST /returns" in output
    assert "new service api.example.com: sends to it" in output
    assert "connector without vetting: api.example.com, which the register does not know" in output
    assert "sign-off needed from Reviewer: a data flow is new or changed (" in output
    assert "key=x" not in output
    for form in ("text", "markdown"):
        diff = " ".join(run(repo.root, "diff", "--format", form).output.replace("\\", "").split())
        assert "What changes in applications" in diff
        assert "new open webhook POST /returns" in diff
    found = json.loads(run(repo.root, "diff", "--format", "json").output)
    assert [one["model"] for one in found["applications"]] == ["TM-ORDERS"]
    repo.commit("Take returns")
    assert "“Webhook POST /returns” added, which asks for no sign-in" in run(repo.root, "trail", "TM-ORDERS").output


def test_ids_owners_facts_threats_and_answers_survive(repo: Repo) -> None:
    file = repo.root / "threat-models/orders.yaml"
    for id, stated in (("owner", "Sales"), ("purpose", "Takes orders"), ("environment", "production")):
        assert run(repo.root, "answer", "TM-ORDERS", id, stated).exit_code == 0
    assert run(repo.root, "answer", "TM-ORDERS", "sensitivity", "confidential").exit_code == 0
    assert run(repo.root, "findings", "TM-ORDERS", "--draft", "--as", "threats").exit_code == 0
    before = yaml.safe_load(file.read_text(encoding="utf-8"))
    renamed = {**SLACK, "name": "Tell the team"}
    export(repo.root / "export.json", WEBHOOK, renamed, HTTP)
    assert run(repo.root, "import", "--id", "TM-ORDERS", str(repo.root / "export.json")).exit_code == 0
    after = yaml.safe_load(file.read_text(encoding="utf-8"))
    for name in ("owner", "threats", "findings", "mitigations", "boundaries", "data", "application", "entry_points"):
        assert after[name] == before[name], name
    kept = {part["id"]: part for part in after["components"]}
    assert all(kept[part["id"]] == part for part in before["components"])
    assert [flow for flow in after["flows"] if flow["id"] in {old["id"] for old in before["flows"]}] == before["flows"]


def test_an_export_that_says_the_same_changes_nothing(repo: Repo) -> None:
    text = (repo.root / "threat-models/orders.yaml").read_bytes()
    whole = json.loads((repo.root / "export.json").read_text(encoding="utf-8"))
    for one in whole["nodes"]:
        one["position"] = [400, 300]
    (repo.root / "export.json").write_text(json.dumps(whole, indent=4), encoding="utf-8")
    output = run(repo.root, "import", "--id", "TM-ORDERS", str(repo.root / "export.json")).output
    assert "as it was" in output
    assert "what changes" not in output
    assert (repo.root / "threat-models/orders.yaml").read_bytes() == text
