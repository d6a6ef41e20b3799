"""``trailbook remove``: what is taken out, what stays as it was, and when nothing is done."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.building import start

from trailbook.cli import main
from trailbook.text.yaml_edits import YamlEditError, edit_yaml

PLAYBOOK = "content/playbooks/share-an-app.md"


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [arguments[0], "--root", str(root), *arguments[1:]])


def diff(root: Path) -> list[str]:
    shown = subprocess.run(["git", "diff", "-U0"], cwd=root, capture_output=True, text=True, check=True).stdout
    return [line for line in shown.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))]


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return start(tmp_path / "kb")


def test_an_item_goes_with_its_text_and_the_references_to_it_and_all_else_stays(kb: Path) -> None:
    result = run(kb, "remove", "POL-SHARING.C2")
    assert result.exit_code == 0, result.output
    assert f"{PLAYBOOK}:16: POL-SHARING.C2 is taken out of 'implements'" in result.output
    assert "content/policies/sharing.md:20: control C2 is taken out" in result.output
    assert [line for line in diff(kb) if line != "-"] == [
        "-    implements: [POL-SHARING.C2]",
        "-  - id: C2",
        "-    level: should",
        "-    frameworks:",
        "-      ISO-27001: [A.5.9]",
        "-### Every app has a second owner {#C2}",
        "-An app or flow that a team depends on has two owners, so that it survives a holiday and a resignation.",
    ]
    assert "no problems" in run(kb, "check").output


def test_a_record_goes_with_its_file_and_its_mentions_read_as_its_title(kb: Path) -> None:
    page = kb / "content/notes.md"
    page.write_text(
        "# Notes\n\nSee TM-LEAVE, [*why*](../threat-models/leave-requests.md#T1), [it](threat-models/leave-requests.md)"
        " and `TM-LEAVE`;\n[policies](policies/sharing.md).\n"
    )
    result = run(kb, "remove", "TM-LEAVE", "CT-SHARING")
    assert result.exit_code == 0, result.output
    assert not (kb / "threat-models/leave-requests.yaml").exists()
    assert "See Leave requests, [*why*](../threat-models" in page.read_text()
    assert "it and `TM-LEAVE`;\n[policies](policies/sharing.md)" in page.read_text()
    assert "Leave requests" in (kb / "content/exercises/leaked-list.md").read_text()
    assert "no problems" in run(kb, "check").output


def test_an_indicator_goes_with_its_observations(kb: Path) -> None:
    assert run(kb, "remove", "IND-OPEN-SHARES").exit_code == 0
    assert not list((kb / "observations").iterdir())
    assert "no problems" in run(kb, "check").output


@pytest.mark.parametrize(
    ("asked", "place", "holder"),
    [
        ("TM-LEAVE.T1", "threat-models/leave-requests.yaml:126:16", "TM-LEAVE.M1"),
        ("TM-LEAVE.FORM", "threat-models/leave-requests.yaml:62:13", "TM-LEAVE.F1"),
        ("POL-SHARING.C1", "content/training/sharing-basics.md:11:10", "TR-SHARING"),
        ("TM-LEAVE", "configurations/templates/sharing.yaml:11:18", "CT-SHARING"),
    ],
)
def test_what_something_else_cannot_do_without_is_refused_with_the_place(
    kb: Path, asked: str, place: str, holder: str
) -> None:
    result = run(kb, "remove", asked)
    assert result.exit_code == 1
    assert place in result.output
    assert f"trailbook remove {asked}" in result.output.splitlines()[-1]
    assert holder in result.output.splitlines()[-1]
    assert diff(kb) == []


def test_the_last_control_of_a_policy_is_refused(kb: Path) -> None:
    result = run(kb, "remove", "POL-SHARING.C1", "POL-SHARING.C2", "IND-OPEN-SHARES", "TR-SHARING", "CT-SHARING")
    assert result.exit_code == 1
    assert "POL-SHARING needs at least one entry of 'controls'" in result.output
    assert diff(kb) == []


def test_an_exception_is_not_made_wider_by_a_removal(kb: Path) -> None:
    policy = kb / "content/policies/sharing.md"
    policy.write_text(
        policy.read_text().replace(
            "controls:",
            "exceptions:\n  - {id: E1, control: C1, approver: Head, reason: Pilot, applications: [TM-LEAVE], "
            "expires: 2027-01-01}\ncontrols:",
            1,
        )
        + "\n### Pilot {#E1}\n\nOne list stays open.\n"
    )
    result = run(kb, "remove", "TM-LEAVE", "CT-SHARING")
    assert result.exit_code == 1
    assert "POL-SHARING.E1 names nothing but TM-LEAVE in 'applications'" in result.output


def test_a_dry_run_changes_nothing_and_prints_the_same(kb: Path) -> None:
    dry = run(kb, "remove", "PM-OPEN-LIST", "--dry-run")
    assert dry.exit_code == 0
    assert diff(kb) == []
    done = run(kb, "remove", "PM-OPEN-LIST")
    assert done.output == dry.output.replace("would change", "changed")


def test_an_id_that_is_not_there_is_misuse_with_the_nearest(kb: Path) -> None:
    result = run(kb, "remove", "TM-LEAVE.T1", "TM-LAEVE")
    assert result.exit_code == 2
    assert "TM-LEAVE" in result.output


def test_a_file_that_cannot_be_written_leaves_all_as_it_was(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (kb / PLAYBOOK).read_bytes()
    unlink = Path.unlink

    def refuse(file: Path, missing_ok: bool = False) -> None:
        if file.name == "open-list.md":
            raise OSError(13, "Permission denied")
        unlink(file, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    result = run(kb, "remove", "PM-OPEN-LIST")
    assert result.exit_code == 2
    assert "Permission denied" in result.output
    assert (kb / PLAYBOOK).read_bytes() == before
    assert diff(kb) == []


def test_line_ends_stay_as_they_are(kb: Path) -> None:
    file = kb / PLAYBOOK
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert run(kb, "remove", "POL-SHARING.C2").exit_code == 0
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n") > 10


def test_a_hostile_title_stays_text(kb: Path) -> None:
    model = kb / "threat-models/leave-requests.yaml"
    model.write_text(model.read_text().replace("title: Leave requests", "title: 'a <b>*x*</b> [y](z): #\"'", 1))
    page = kb / "content/notes.md"
    page.write_text("# Notes\n\nSee TM-LEAVE.\n")
    assert run(kb, "remove", "TM-LEAVE", "CT-SHARING").exit_code == 0
    assert r"See a &lt;b&gt;\*x\*&lt;/b&gt; \[y\](z): #\"." in page.read_text().replace('"', r"\"")


@pytest.mark.parametrize(
    ("text", "cut", "expected"),
    [
        ("a: [x, y, z]  # why\nb: 1\n", ("a", 0), "a: [y, z]  # why\nb: 1\n"),
        ("a: [x, y, z]\n", ("a", 2), "a: [x, y]\n"),
        ("a: [x,\n    y]\n", ("a", 1), "a: [x]\n"),
        ("a:\n  - x  # one\n  # above two\n  - y\n", ("a", 0), "a:\n  # above two\n  - y\n"),
        ("a:\n- x\n\n- y\n\n- z\n", ("a", 1), "a:\n- x\n\n- z\n"),
        ("a:\n- x\n\n- y\n", ("a", 1), "a:\n- x\n"),
        ("- k: 1\n  l: 2\n", (0, "k"), "- l: 2\n"),
        ("- {k: 1, l: [2, 3]}\n", (0, "l"), "- {k: 1}\n"),
        ("a: |\n  text\n\nb: 1\n", ("a",), "b: 1\n"),
        ("b: 1\na:\n  - c: >\n      text\n", ("a",), "b: 1\n"),
        ("b: 1\na: 2", ("a",), "b: 1"),
    ],
)
def test_what_is_cut_from_yaml_leaves_the_rest_as_it_was(text: str, cut: tuple[str | int, ...], expected: str) -> None:
    assert edit_yaml(text, [cut]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: see X now\n", "a: see Y now\n"),
        ("a: see X\n  now\n", "a: see Y\n  now\n"),
        ("a: |\n  see X\nb: 1\n", "a: |\n  see Y\nb: 1\n"),
    ],
)
def test_a_text_of_yaml_is_rewritten_in_place(text: str, expected: str) -> None:
    assert edit_yaml(text, rewrites={("a",): lambda value: value.replace("X", "Y")}) == expected


def test_a_text_that_yaml_would_read_otherwise_is_quoted() -> None:
    rewritten = edit_yaml("a: see X now # why\n", rewrites={("a",): lambda value: value.replace("X", 'b: "c" #d')})
    assert rewritten == 'a: "see b: \\"c\\" #d now" # why\n'


def test_what_an_alias_repeats_is_not_edited() -> None:
    with pytest.raises(YamlEditError):
        edit_yaml("a: &x [1, 2]\nb: *x\n", [("a", 0)])
