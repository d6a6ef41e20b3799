"""The short forms of threat models say the same as the long ones, to the character in their messages."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.interchange.conftest import FILES

from trailbook.audiences.hidden_names import Hidden
from trailbook.audiences.redaction import redact
from trailbook.cli import main
from trailbook.interchange.importing import import_model, read_source
from trailbook.records.document import Document
from trailbook.records.kinds import schemas
from trailbook.records.linking import link_documents
from trailbook.records.reading import read_document
from trailbook.trail.changes.compare import compare

HEAD = """\
id: TM-A
kind: threat-model
title: App
owner: Team
review: {cadence: yearly, next: 2027-01-01}
application: {name: App, platform: P, purpose: Work, users: All, impact: Some}
data:
  - {id: MAILS, name: Mails, sensitivity: internal}
  - {id: CONTACTS, name: Contacts, sensitivity: internal}
"""
SHORT = f"""{HEAD}components:
  - {{id: MAILBOX, name: Shared mailbox, type: service}}
  - {{id: AGENT, name: Agent, type: agent, owner: Others}}
flows:
  F1: MAILBOX -> AGENT (MAILS, CONTACTS)
  F2: "AGENT -> MAILBOX: MAILS"  # back
  F3: {{source: AGENT, target: MAILBOX, facts: {{runs_as: maker}}}}
  F4: AGENT -> MAILBOX
"""
LONG = f"""{HEAD}components:
  - {{id: MAILBOX, name: Shared mailbox, type: service, owner: Team}}
  - {{id: AGENT, name: Agent, type: agent, owner: Others}}
flows:
  - {{id: F1, name: Shared mailbox to Agent, source: MAILBOX, target: AGENT, data: [MAILS, CONTACTS]}}
  - {{id: F2, name: Agent to Shared mailbox, source: AGENT, target: MAILBOX, data: [MAILS]}}
  - {{id: F3, name: Agent to Shared mailbox, source: AGENT, target: MAILBOX, facts: {{runs_as: maker}}}}
  - {{id: F4, name: Agent to Shared mailbox, source: AGENT, target: MAILBOX}}
"""


def read(text: str) -> Document:
    document, problems = read_document("threat-models/a.yaml", text.encode())
    assert isinstance(document, Document), problems
    assert problems == []
    return document


def problems(text: str) -> list[str]:
    document, found = read_document("a.yaml", text.encode())
    linked = link_documents({"TM-A": document})[1] if isinstance(document, Document) else []
    return [str(problem) for problem in (*found, *linked)]


def test_both_forms_are_the_same_record_and_no_change_to_the_trail() -> None:
    assert read(SHORT).record == read(LONG).record
    assert list(compare(read(SHORT), read(LONG))) == []
    assert list(compare(read(LONG), read(SHORT))) == []


def test_what_changes_in_a_short_form_is_a_change_of_the_flow() -> None:
    after = read(SHORT.replace("AGENT (MAILS, CONTACTS)", "AGENT (MAILS)"))
    assert [(one.item, one.field) for one in compare(read(SHORT), after)] == [("F1", "data")]


@pytest.mark.parametrize(
    ("change", "to", "expected"),
    [
        ("F1: MAILBOX", "F1: MAILBX", "a.yaml:14:7: this record has no component 'MAILBX'; did you mean 'MAILBOX'?"),
        ("MAILS, CONTACTS)", "MAILS, CONTCTS)", "a.yaml:14:32: this record has no data asset 'CONTCTS'; did you mean"),
        ('AGENT -> MAILBOX: MAILS"', 'AGENT -> MAILBOX: MALS"', "a.yaml:15:26: this record has no data asset 'MALS'"),
        ("runs_as: maker", "runs_as: makr", "a.yaml:16:57: flows[2].facts.runs_as is 'makr'"),
        (
            "F4: AGENT -> MAILBOX",
            "F4: AGENT > MAILBOX",
            "a.yaml:17:7: flows.F4 is 'AGENT > MAILBOX'; expected SOURCE ->",
        ),
        ("F4: AGENT -> MAILBOX", "F4: AGENT->MAILBOX", "a.yaml:17:7: flows.F4 is 'AGENT->MAILBOX'; expected SOURCE"),
        ("F4: AGENT -> MAILBOX", "F4: [AGENT]", "a.yaml:17:7: flows.F4 is a list; expected SOURCE -> TARGET"),
        (
            '"AGENT -> MAILBOX: MAILS"',
            "AGENT -> MAILBOX: MAILS",
            "a.yaml:15:23: not valid YAML: a ': ' where no key is allowed; put a value that holds ': ' in quotes, and "
            "check the indentation; expected F2: AGENT -> MAILBOX (MAILS)",
        ),
        ("F4: AGENT -", "MAILS: AGENT -", "a.yaml:17:3: the id 'MAILS' is given twice (first on line 8)"),
    ],
)
def test_a_mistake_in_a_short_form_has_its_exact_place(change: str, to: str, expected: str) -> None:
    assert change in SHORT
    found = problems(SHORT.replace(change, to, 1))
    assert any(one.startswith(expected) for one in found), found


@pytest.mark.parametrize("text", [SHORT, LONG])
def test_the_schema_takes_both_forms(text: str) -> None:
    validator = Draft202012Validator(json.loads(schemas()["threat-model.schema.json"]))
    values = yaml.load(text, yaml.BaseLoader)
    assert [error.message for error in validator.iter_errors(values)] == []
    values["flows"] = {"F1": "MAILBOX > AGENT"}
    assert list(validator.iter_errors(values)) != []


def test_a_short_flow_with_what_is_hidden_is_hidden() -> None:
    hidden = Hidden(items=frozenset({"TM-A.MAILBOX"}))
    found = redact("threat-models/a.yaml", SHORT.encode(), hidden, frozenset({"MAILBOX"})).data
    assert found is not None
    assert b"MAILBOX" not in found
    assert b"mailbox" not in found
    assert b"AGENT" in found


def test_an_import_reads_short_forms_and_keeps_their_lines() -> None:
    data = (FILES / "threat-dragon-2.json").read_bytes()
    source, _ = read_source("threat-dragon-2.json", data)
    assert source is not None
    text = SHORT.replace("TM-A", source.identity).replace("owner: Team", "owner: Loft keeper")
    after = import_model(source, "threat-models/a.yaml", read(text))
    assert after.faults == ()
    assert {item.id for item in read(after.text).record.items()} >= {"F1", "F2", "F3", "F4", "MAILBOX"}
    assert "  - {id: MAILBOX, name: Shared mailbox, type: service}\n" in after.text


def test_a_short_flow_can_be_removed_and_what_it_names_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "threat-models/a.yaml"
    file.parent.mkdir()
    file.write_text(SHORT)
    for asked, code in (("TM-A.F1", 0), ("TM-A.F3", 0), ("TM-A.MAILS", 1), ("TM-A.MAILBOX", 1)):
        assert CliRunner().invoke(main, ["remove", asked, "--root", str(tmp_path)]).exit_code == code
    assert file.read_text() == "".join(
        line for line in SHORT.splitlines(keepends=True) if not line.startswith(("  F1:", "  F3:"))
    )


@given(st.dictionaries(st.text(max_size=4), st.text("AB->(),: x", max_size=16) | st.none() | st.integers()))
def test_any_flows_are_read_or_reported(flows: dict[str, Any]) -> None:
    data = f"{HEAD}components: [{{id: A, name: A, type: agent}}]\nflows: {json.dumps(flows)}"
    document, problems = read_document("a.yaml", data.encode())
    assert isinstance(document, Document) or problems
