"""``trailbook findings --draft``: answers to findings, written into the models."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tests.building import start

import trailbook
from trailbook.cli import main
from trailbook.contributing.finding_answers import _text
from trailbook.text.unseen import printable
from trailbook.text.yaml_edits import YamlEditError, add_entries

MODEL = "threat-models/leave-requests.yaml"


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return start(tmp_path / "kb")


def run(root: Path, *arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(main, [arguments[0], "--root", str(root), *arguments[1:]], input=input)


def values(root: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load((root / MODEL).read_text())
    return found


def removed_lines(root: Path) -> list[str]:
    shown = subprocess.run(["git", "diff", "-U0"], cwd=root, capture_output=True, text=True, check=True).stdout
    return [line for line in shown.splitlines() if line.startswith("-") and not line.startswith("---")]


def test_each_open_finding_becomes_a_threat_with_a_planned_mitigation(kb: Path) -> None:
    before = values(kb)
    result = run(kb, "findings", "TM-LEAVE", "--draft")
    assert result.exit_code == 0, result.output
    assert (
        "3 findings answered; rate each threat, and replace each TODO (6 places), or the check fails" in result.output
    )
    assert removed_lines(kb) == []
    after = values(kb)
    assert [entry["id"] for entry in after["threats"]] == ["T1", "T2", "T3", "T4", "T5"]
    assert after["threats"][:2] == before["threats"]
    assert after["findings"][:2] == before["findings"]
    assert after["findings"][2] == {
        "id": "R3", "rule": "log-in-makers-hands", "elements": ["APPROVAL"], "threat": "T3",
    }  # fmt: skip
    assert after["mitigations"][1]["mitigates"] == ["T3"]
    assert after["mitigations"][1]["state"] == "planned"
    assert {finding.threat.id for finding in trailbook.open(kb).findings() if finding.threat} == {
        "T2", "T3", "T4", "T5",
    }  # fmt: skip


def test_what_is_left_to_say_is_all_that_the_check_reports_then(kb: Path) -> None:
    run(kb, "findings", "--draft")
    problems = trailbook.open(kb).problems()
    assert len(problems) == 6
    assert {problem.rule for problem in problems} == {"unfinished"}
    file = kb / MODEL
    file.write_text(file.read_text().replace("owner: ", "status: draft\nowner: ", 1))
    assert "no problems, 1 notice" in run(kb, "check").output


def test_as_findings_they_are_open_with_the_reason_beside_them(kb: Path) -> None:
    result = run(kb, "findings", "--draft", "--as", "findings")
    assert result.exit_code == 0, result.output
    assert "    state: open\n    # Use and changes of Approval flow are recorded" in (kb / MODEL).read_text()
    assert removed_lines(kb) == []
    assert "no problems" in run(kb, "check").output


def test_what_is_answered_is_not_touched_again(kb: Path) -> None:
    run(kb, "findings", "--draft", "--as", "findings")
    before = (kb / MODEL).read_text()
    assert "every finding has an answer" in run(kb, "findings", "--draft").output
    assert (kb / MODEL).read_text() == before


@pytest.fixture
def answered(kb: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Result]:
    """Runs the command as if somebody pressed keys, and typed lines, at a terminal."""

    def run_with(keys: str, lines: str = "") -> Result:
        pressed, typed = iter(keys), iter(lines.splitlines())
        monkeypatch.setattr("trailbook.cli.answers.sys", Terminal())
        monkeypatch.setattr(click, "getchar", lambda: next(pressed))
        monkeypatch.setattr(click, "prompt", lambda *_, **__: next(typed))
        return run(kb, "findings", "--draft")

    return run_with


class Terminal:
    """Standard input as a terminal has it."""

    class stdin:  # noqa: N801 - the name in sys
        isatty = staticmethod(lambda: True)


def test_a_key_answers_each_finding(kb: Path, answered: Callable[[str, str], Result]) -> None:
    result = answered(
        "fxat", "\nThe history goes to the log store\nHead\n2020-02-02\nsoon\n2030-02-03\nIt ends: soon\n"
    )
    assert result.exit_code == 0, result.output
    assert "it is needed: without it the finding stays open" in result.output
    assert "2020-02-02 is past" in result.output
    assert "expected a day such as 2027-03-31" in result.output
    found = values(kb)["findings"][2:]
    assert found[0]["state"] == "false-positive"
    assert found[0]["reason"] == "The history goes to the log store"
    assert found[1]["state"] == "accepted"
    assert str(found[1]["acceptance"]["until"]) == "2030-02-03"
    assert found[1]["acceptance"]["reason"] == "It ends: soon"
    assert found[2]["threat"] == "T3"


def test_what_was_answered_before_quitting_is_written(kb: Path, answered: Callable[[str, str], Result]) -> None:
    result = answered("stq", "")
    assert "2 findings without an answer" in result.output
    assert [entry["rule"] for entry in values(kb)["findings"][2:]] == ["makers-rights-for-others"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_at_a_real_terminal_a_key_needs_no_enter(kb: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-c", "from trailbook.cli import main; main()", "findings", "--draft", "--root", str(kb)]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        asked = b""
        while not asked.endswith(b"quit: ") and (byte := process.stderr.read(1)):
            asked += byte
        while process.poll() is None:  # keys are dropped that come before the terminal is asked for one
            os.write(ours, b"q")
            time.sleep(0.1)
        assert b"3 findings without an answer" in process.stdout.read()
    os.close(ours)
    assert b"1 of 3  TM-LEAVE" in asked


def test_as_without_draft_is_misuse(kb: Path) -> None:
    assert run(kb, "findings", "--as", "findings").exit_code == 2


def test_a_copy_for_an_audience_is_not_written_to(kb: Path) -> None:
    result = run(kb, "findings", "--draft", "--audience", "internal")
    assert result.exit_code == 2
    assert "not into the copy" in result.output


def test_a_hostile_name_stays_one_text(kb: Path) -> None:
    file = kb / MODEL
    name = '"#\\e[31m ]: {x}\\nstate: accepted"'
    file.write_text(file.read_text().replace("name: Approval flow", f"name: {name}", 1))
    for options in (("--as", "findings"), ("--as", "threats")):
        before = file.read_text()
        result = run(kb, "findings", "--draft", *options)
        assert result.exit_code == 0, result.output
        assert values(kb)["findings"][2].keys() <= {"id", "rule", "elements", "state", "threat"}
        assert "\x1b" not in file.read_text()
        file.write_text(before)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", "a: 1\n\nb:\n  - k: 1\n    l: 2\n"),
        ("a: 1\nb:\n- k: 0\n# c\nc: 3\n", "a: 1\nb:\n- k: 0\n- k: 1\n  l: 2\n# c\nc: 3\n"),
        ("b:\n    - k: 0\n      # of it\n\nc: 3", "b:\n    - k: 0\n      # of it\n    - k: 1\n      l: 2\n\nc: 3\n"),
        ("a: 1\nb: []  # none\nc: 3\n", "a: 1\n\nb:\n  - k: 1\n    l: 2\nc: 3\n"),
    ],
)  # fmt: skip
def test_entries_are_added_where_the_list_ends(text: str, expected: str) -> None:
    assert add_entries(text, {"b": ["k: 1\nl: 2"]}, ["a", "b", "c"]) == expected


def test_a_list_in_brackets_is_left_to_its_author() -> None:
    with pytest.raises(YamlEditError):
        add_entries("a: 1\nb: [{k: 0}]\n", {"b": ["k: 1"]}, ["a", "b"])


@given(st.text(max_size=300))
def test_any_text_of_an_answer_reads_back(text: str) -> None:
    assert yaml.safe_load("\n".join(_text("reason", text))) == {"reason": printable(" ".join(text.split()))}
