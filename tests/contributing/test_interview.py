"""``trailbook new threat-model --interview``: what is asked, and the model that comes of it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from trailbook.cli import main
from trailbook.cli.interview import interview
from trailbook.contributing.interview import Parts, free_id, presets, write_parts
from trailbook.contributing.questions import Question
from trailbook.records.document import Document
from trailbook.records.reading import read_document

HEAD = """\
id: TM-A
kind: threat-model
title: App
owner: Team
review: {cadence: yearly, next: 2027-01-01}
application: {name: App, platform: P, purpose: Work, users: All, impact: Some}
"""
ANSWERS = {
    "What the business uses it for": "Sorts mail",
    "Who uses it or sends": "Customers",
    "Agents and assistants": "Triage agent",
    "Where data is kept: lists": "Tickets, Archive: #1 {old}",
    "Services of your organisation": "Mailbox",
    "Triage agent: What the agent can do": "write-records, send-messages",
    "Triage agent: Whether the agent reads": "yes",
    "Tickets: Who may use or read it": "group guests",
    "Which data it holds": "Mails, Contacts",
    "Mails: how sensitive": "confidential",
    "Mails: about identifiable": "yes",
    "Mails: where it is kept": "tickets",
    "Where data goes from Customers": "Mailbox",
    "Where data goes from Triage agent": "TICKETS, Mailbox",
    "Customers to Mailbox: which data": "Mails",
    "Triage agent to Tickets: which data": "Mails, Contacts",
    "Triage agent to Tickets: The kind of account": "maker",
    "What somebody outside": "Mailbox",
    "Mailbox: who can reach it": "Anybody: by mail",
    "Mailbox: Who can reach it": "public",
}


def asked(answers: dict[str, str], platform: str = "P") -> tuple[Parts, list[str]]:
    """What comes of answers by the beginnings of the prompts, with the prompts that were shown."""
    prompts: list[str] = []

    def ask(question: Question, proposal: str) -> str:
        prompts.append(question.prompt.strip())
        stated = [answer for start, answer in answers.items() if prompts[-1].startswith(start)]
        return stated[0] if stated else proposal

    return interview(ask, platform), prompts


def model(parts: Parts) -> Any:
    document, problems = read_document("threat-models/a.yaml", (HEAD + write_parts(parts)).encode())
    assert problems == []
    assert isinstance(document, Document)
    return document.record


def test_the_answers_are_a_model_in_short_form() -> None:
    parts, _ = asked(ANSWERS)
    record = model(parts)
    assert parts.about == {"purpose": "Sorts mail"}
    assert [(one.id, one.name, one.type, one.boundary) for one in record.components] == [
        ("CUSTOMERS", "Customers", "person", None),
        ("TRIAGE_AGENT", "Triage agent", "agent", "B1"),
        ("TICKETS", "Tickets", "data-store", "B1"),
        ("ARCHIVE_1_OLD", "Archive: #1 {old}", "data-store", "B1"),
        ("MAILBOX", "Mailbox", "service", "B1"),
    ]
    assert record.components[1].facts.tools == ("write-records", "send-messages")
    assert record.components[1].facts.reads_untrusted is True
    assert record.components[2].facts.shared_with == ("group", "guests")
    assert [(one.id, one.sensitivity, one.personal, one.stored_in) for one in record.data] == [
        ("MAILS", "confidential", True, ("TICKETS",)),
        ("CONTACTS", "internal", False, ()),
    ]
    assert "  F1: CUSTOMERS -> MAILBOX (MAILS)\n" in write_parts(parts)
    assert record.flows[1].facts.runs_as == "maker"
    assert record.flows[1].data == ("MAILS", "CONTACTS")
    assert record.entry_points[0].exposed_to == "Anybody: by mail"
    assert record.entry_points[0].authentication == "none"
    assert record.entry_points[0].facts.reached_by == ("public",)


def test_what_nobody_knows_is_left_out() -> None:
    parts, prompts = asked({"Screens and pages": "Board"})
    record = model(parts)
    assert record.components[0].facts is None
    assert (record.data, record.flows, record.entry_points) == ((), (), ())
    assert not any("which data" in prompt for prompt in prompts)


@pytest.mark.parametrize(
    ("platform", "days", "holds_data"), [("our n8n", 14, True), ("power automate", 28, None), ("Forms", None, None)]
)
def test_what_a_platform_does_by_default_is_proposed(platform: str, days: int | None, holds_data: bool | None) -> None:
    parts, _ = asked({"What runs by itself": "Triage"}, platform)
    facts = model(parts).components[0].facts
    assert (facts.log_days if facts else None, facts.logs_data if facts else None) == (days, holds_data)


def test_every_preset_names_its_public_source() -> None:
    found = presets("n8n and Power Automate")
    assert len(found) == 2
    assert all(preset.source.startswith("https://") and preset.because for preset in found)


def test_ids_are_free_and_no_references() -> None:
    assert free_id("Tickets", {"TICKETS"}, "C") == "TICKETS_2"
    assert free_id("F1", (), "C") == "F1_2"
    assert free_id("PM", (), "C") == "C_PM"
    assert free_id("4 eyes", (), "C") == "C_4_EYES"
    assert free_id("資料", (), "D") == "D"


def test_without_a_terminal_an_interview_is_misuse(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    result = CliRunner().invoke(main, ["new", "threat-model", "--root", str(tmp_path), "--interview"])
    assert result.exit_code == 2
    assert "run it at a terminal" in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_at_a_terminal_the_draft_passes_the_check(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    ours, theirs = os.openpty()
    start = "from trailbook.cli import main; main()"
    options = ["--title", "App", "--owner", "Team", "--platform", "P", "--id", "TM-A", "--interview"]
    command = [sys.executable, "-c", start, "new", "threat-model", "--root", str(tmp_path), *options]
    lines = ["Sorts: mail", "", "", "", "Staff", "", "Board", "everyone", "organisation", *[""] * 6, "Notes", "", ""]
    os.write(ours, "\n".join([*lines, "Borad", "Board", *[""] * 20]).encode())
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False, timeout=60)
    os.close(ours)
    assert done.returncode == 0, done.stderr
    assert "expected one or more of: named-people" in done.stderr
    assert "there is no 'Borad'; did you mean 'Board'?" in done.stderr
    checked = CliRunner().invoke(main, ["check", "--root", str(tmp_path)])
    assert "no problems" in checked.output
    text = next(tmp_path.rglob("a.yaml")).read_text()
    assert 'summary: "Sorts: mail"' in text
    assert "  F1: STAFF -> BOARD (NOTES)\n" in text
