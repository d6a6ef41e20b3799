"""``trailbook questions`` and ``trailbook answer``: what is left to an owner, asked and written."""

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result
from tests.building import build, configure
from tests.cli.test_answers import Terminal

from trailbook.cli import main
from trailbook.risk.threats.owner_questions import SUBJECTS

MODEL = """\
# Read from an export on Monday.
id: TM-A
kind: threat-model
title: Orders
owner: Not stated in the imported model
status: draft
review: {cadence: yearly}

application:
  name: Orders
  platform: n8n
  purpose: Not stated in the imported model  # ask Kim
  users: 'TODO: who'
  impact: Not stated in the imported model

components:
  - id: FLOW
    name: Take orders
    type: automation
    owner: Not stated in the imported model
    facts:
      starts_on: [web-request]

  - {id: TABLE, name: Orders, type: data-store, owner: Not stated in the imported model}
  - id: CHAT
    name: Chat
    type: external-service
    owner: Vendor

flows:
  - {id: F1, name: Orders, source: FLOW, target: TABLE}
  - id: F2
    name: A message
    source: FLOW
    target: CHAT   # the only one
"""
ANSWERS = {
    "owner": "Sales: operations",
    "purpose": "Takes orders",
    "users": "Customers, about 400",
    "impact": 'Orders are lost, "all" of them',
    "sensitivity@TABLE": "confidential",
    "sensitivity": "internal",
    "personal-data@ORDERS_DATA": "yes",
    "personal-data@MESSAGES": "no",
    "sharing@FLOW": "only-its-owner",
    "sharing@TABLE": "group guests",
    "environment": "production",
    "retention@ORDERS_DATA": "no",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "threat-models").mkdir()
    (tmp_path / "threat-models/a.yaml").write_text(MODEL, encoding="utf-8")
    return tmp_path


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [arguments[0], "--root", str(root), *arguments[1:]])


def text(root: Path) -> str:
    return (root / "threat-models/a.yaml").read_text(encoding="utf-8")


def asked(root: Path) -> list[str]:
    return [question["id"] for question in json.loads(run(root, "questions", "TM-A", "--format", "json").output)]


def test_what_only_an_owner_knows_is_asked(root: Path) -> None:
    assert asked(root) == [
        "owner", "purpose", "users", "impact", "sensitivity@TABLE", "sensitivity", "sharing@FLOW", "sharing@TABLE",
        "environment",
    ]  # fmt: skip
    assert "TM-A  sharing@FLOW: Who may change “Take orders”?\n" in run(root, "questions").output


@pytest.mark.parametrize(
    ("status", "data", "is_asked"),
    [
        ("draft", "sensitivity: internal", True),
        ("draft", "sensitivity: public", False),
        ("draft", "sensitivity: restricted, facts: {secret: true}", False),
        ("active", "sensitivity: confidential", False),
        ("active", "sensitivity: confidential, personal: true", True),
    ],
)
def test_retention_is_asked_where_keeping_data_is_a_risk(root: Path, status: str, data: str, is_asked: bool) -> None:
    asset = f"data:\n  - {{id: D1, name: Rows, stored_in: [TABLE], {data}}}\n"
    changed = text(root).replace("status: draft", f"status: {status}") + asset
    (root / "threat-models/a.yaml").write_text(changed, encoding="utf-8")
    assert ("retention@D1" in asked(root)) is is_asked


def test_each_answer_is_written_at_its_place_and_all_else_stays(root: Path) -> None:
    for id, stated in ANSWERS.items():
        before = text(root)
        result = run(root, "answer", "TM-A", id, stated)
        assert result.exit_code == 0, result.output
        assert id not in asked(root)
        replaced = [line for line in before.splitlines() if line not in text(root).splitlines()]
        assert len(replaced) <= (3 if id == "owner" else 2), (id, replaced)
    assert {id.partition("@")[0] for id in ANSWERS} == set(SUBJECTS)
    assert run(root, "questions").output == "no questions\n"
    assert run(root, "check").exit_code == 0
    written = text(root)
    assert written.startswith("# Read from an export on Monday.\n")
    assert "purpose: Takes orders  # ask Kim\n" in written
    assert "target: CHAT   # the only one\n" in written
    found = yaml.safe_load(written)
    assert found["owner"] == ANSWERS["owner"]
    assert [part["owner"] for part in found["components"]] == [ANSWERS["owner"], ANSWERS["owner"], "Vendor"]
    assert found["application"]["impact"] == ANSWERS["impact"]
    assert found["data"] == [
        {"id": "ORDERS_DATA", "name": "Orders", "sensitivity": "confidential", "personal": True,
         "stored_in": ["TABLE"], "facts": {"retention": False}},
        {"id": "MESSAGES", "name": "What Orders sends and receives", "sensitivity": "internal", "personal": False},
    ]  # fmt: skip
    assert [flow["data"] for flow in found["flows"]] == [["ORDERS_DATA"], ["MESSAGES"]]
    assert found["components"][0]["facts"] == {"starts_on": ["web-request"], "edited_by": []}
    assert found["components"][1]["facts"] == {"shared_with": ["group", "guests"]}
    (boundary,) = found["boundaries"]
    assert boundary["facts"] == {"environment": "production"}
    assert [part.get("boundary") for part in found["components"]] == [boundary["id"], boundary["id"], None]


def test_line_ends_stay_as_they_are(root: Path) -> None:
    file = root / "threat-models/a.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + MODEL.encode().replace(b"\n", b"\r\n"))
    assert run(root, "answer", "TM-A", "users", "All").exit_code == 0
    assert file.read_bytes() == b"\xef\xbb\xbf" + MODEL.replace("'TODO: who'", "All").encode().replace(b"\n", b"\r\n")


def test_flows_in_short_form_get_their_data(root: Path) -> None:
    short = MODEL[: MODEL.index("flows:")] + "flows:\n  F1: FLOW -> TABLE  # kept\n  F2: FLOW -> CHAT\n"
    (root / "threat-models/a.yaml").write_text(short, encoding="utf-8")
    assert run(root, "answer", "TM-A", "sensitivity@TABLE", "restricted").exit_code == 0
    assert "  F1: {source: FLOW, target: TABLE, data: [ORDERS_DATA]}  # kept\n  F2: FLOW -> CHAT\n" in text(root)
    assert run(root, "check").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("TM-B", "owner", "x"), "there is no threat model 'TM-B'"),
        (("TM-A", "ownr", "x"), "did you mean 'owner'?"),
        (("TM-A", "sensitivity", "secret"), "expected one of: public"),
        (("TM-A", "owner", "a\x1b[31m"), "expected a line of text"),
        (("TM-A", "owner"), "name a question and its answer"),
    ],
)
def test_misuse_leaves_the_file_alone(root: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run(root, "answer", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())
    assert text(root) == MODEL


def test_a_layout_that_can_not_be_kept_is_left_to_its_author(root: Path) -> None:
    unusual = MODEL.replace("owner: Not stated in the imported model", "owner: &o Not stated in the imported model", 1)
    unusual = unusual.replace("purpose: Not stated in the imported model", "purpose: *o")
    (root / "threat-models/a.yaml").write_text(unusual, encoding="utf-8")
    result = run(root, "answer", "TM-A", "owner", "Sales")
    assert result.exit_code == 2
    assert "write the answer to owner by hand" in " ".join(result.output.split())
    assert text(root) == unusual


@pytest.fixture
def dialogue(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str | type[BaseException]], str], Result]:
    """Runs the command as if somebody typed lines, and pressed keys, at a terminal; a class is an interruption."""

    def run_with(lines: list[str | type[BaseException]], keys: str) -> Result:
        typed, pressed = iter(lines), iter(keys)

        def prompt(*_: object, **__: object) -> str:
            line = next(typed)
            if isinstance(line, str):
                return line
            raise line

        monkeypatch.setattr("trailbook.cli.questions.sys", Terminal())
        monkeypatch.setattr(click, "getchar", lambda: next(pressed))
        monkeypatch.setattr(click, "prompt", prompt)
        return run(root, "answer", "TM-A")

    return run_with


def test_answers_are_kept_when_somebody_is_interrupted(root: Path, dialogue: Callable[..., Result]) -> None:
    result = dialogue(["Sales", "", click.Abort], "")
    assert result.exit_code == 0, result.output
    assert "threat-models/a.yaml: 1 question answered; 8 questions left" in result.output
    assert asked(root)[0] == "purpose"
    assert yaml.safe_load(text(root))["owner"] == "Sales"


def test_a_key_answers_what_is_chosen_from_a_list_and_new_questions_follow(
    root: Path, dialogue: Callable[..., Result]
) -> None:
    result = dialogue(["Sales", "Work", "All", "Little", "everybody", "organisation", ""], "x4212s1")
    assert "expected one or more of" in result.output
    assert "\n\nWhat does the business use it for?  (8 questions left)\n" in result.output
    assert asked(root) == ["sharing@TABLE", "environment"]
    found = yaml.safe_load(text(root))
    assert [(asset["sensitivity"], asset["personal"]) for asset in found["data"]] == [
        ("restricted", True), ("internal", False),
    ]  # fmt: skip


def test_the_page_lists_the_questions_while_there_are_any(root: Path, tmp_path: Path) -> None:
    configure(root, {"trailbook/records": {"folders": ["threat-models"]}})
    (root / "docs").mkdir()
    (root / "docs/index.md").write_text("# Ours\n", encoding="utf-8")
    page = build(root, tmp_path / "site").text("threat-models/a/index.html")
    assert 'id="questions"' in page
    assert "In what kind of environment does it run?" in page
    assert "Not stated in the imported model" not in page and "not stated</span>" in page
    for id, stated in ANSWERS.items():
        assert run(root, "answer", "TM-A", id, stated).exit_code == 0
    assert 'id="questions"' not in build(root, tmp_path / "site").text("threat-models/a/index.html")
