"""``trailbook check``: exit codes, formats that other programs read, and the configuration it takes from mkdocs.yml."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result
from tests.repositories import Repo

from trailbook.cli import main

BAD = "# A\n\nSee TM-X.\n"
FORMATS = ["codequality", "github", "json", "sarif", "text"]


def check(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--root", str(root), *arguments])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/good.md").write_text("# Good\n")
    return tmp_path


@pytest.fixture
def bad(root: Path) -> Path:
    """Two problems: one in a file whose name needs escaping, one with values that need it."""
    (root / "content/50%, a:b é.md").write_text(BAD, encoding="utf-8")
    (root / "content/values.yaml").write_text('id: TM-A\nkind: "100%,\\n\\e[31m:\\u009b\\u202e é"\n', encoding="utf-8")
    return root


@pytest.mark.parametrize("form", FORMATS)
def test_no_problems_exit_with_0(root: Path, form: str) -> None:
    assert check(root, "--format", form).exit_code == 0


@pytest.mark.parametrize("form", FORMATS)
def test_problems_exit_with_1(bad: Path, form: str) -> None:
    assert check(bad, "--format", form).exit_code == 1


@pytest.mark.parametrize("arguments", [["--format", "xml"], ["--nonsense"], ["more"]])
def test_misuse_exits_with_2(root: Path, arguments: list[str]) -> None:
    assert check(root, *arguments).exit_code == 2


def test_a_folder_that_is_none_exits_with_2(tmp_path: Path) -> None:
    assert check(tmp_path / "nowhere").exit_code == 2


def test_a_folder_without_records_exits_with_2_and_tells_what_to_do(tmp_path: Path) -> None:
    result = check(tmp_path)
    assert result.exit_code == 2
    assert "looked for content, threat-models, postmortems" in result.output and "trailbook init" in result.output


def test_text_names_each_problem_in_a_line_and_counts(bad: Path) -> None:
    lines = check(bad).output.splitlines()
    assert lines[0] == f"{bad}/content/50%, a:b é.md:3:5: there is no record 'TM-X'"
    assert lines[1].startswith(f"{bad}/content/values.yaml:2:7: kind is ")
    assert lines[2:] == ["2 problems in 2 files; 2 pages, 0 links"]


def test_json_is_read_back_as_the_fields_of_the_problems(bad: Path) -> None:
    first, second = json.loads(check(bad, "--format", "json").output)
    assert first == {
        "path": f"{bad.as_posix()}/content/50%, a:b é.md",
        "line": 3,
        "column": 5,
        "rule": "dangling-reference",
        "message": "there is no record 'TM-X'",
        "expected": "",
        "nearest": "",
        "level": "error",
    }
    assert second["rule"] == "unknown-kind"


def unescaped(text: str) -> str:
    """What GitHub's runner makes of a value of a workflow command."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_github_commands_are_read_back_with_their_properties(bad: Path) -> None:
    (bad / ".git").mkdir()
    lines = check(bad, "--format", "github").output.splitlines()
    commands = [re.fullmatch(r"::error ([^:]*)::(.*)", line) for line in lines]
    assert len(commands) == 2 and commands[0] and commands[1]
    properties = [dict(part.split("=", 1) for part in c[1].split(",")) for c in commands if c]
    assert {name: unescaped(value) for name, value in properties[0].items()} == {
        "file": "content/50%, a:b é.md",
        "line": "3",
        "col": "5",
        "title": "dangling-reference",
    }
    assert unescaped(commands[0][2]) == "there is no record 'TM-X'"
    assert unescaped(commands[1][2]).startswith("kind is '100%,")


def test_sarif_has_the_shape_that_code_scanning_reads(bad: Path) -> None:
    (bad / ".git").mkdir()
    log = json.loads(check(bad, "--format", "sarif").output)
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["name"] == "trailbook"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["dangling-reference", "unknown-kind"]
    first, second = run["results"]
    assert first["ruleId"] == "dangling-reference" and first["level"] == "error"
    assert first["message"] == {"text": "there is no record 'TM-X'"}
    place = first["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "startColumn": 5}
    uri = place["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri) and unquote(uri) == "content/50%, a:b é.md"
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "content/values.yaml"


def test_code_quality_knows_a_problem_again_after_its_line_moved(bad: Path) -> None:
    problems = json.loads(check(bad, "--format", "json").output)
    report = json.loads(check(bad, "--format", "codequality").output)
    reported = [(one["check_name"], one["location"]["lines"]["begin"], one["severity"]) for one in report]
    assert reported == [(one["rule"], one["line"], "major") for one in problems]
    assert all(set(one) == {"description", "check_name", "fingerprint", "severity", "location"} for one in report)
    prints = [one["fingerprint"] for one in report]
    assert len(set(prints)) == len(prints)
    path = bad / problems[0]["path"]
    path.write_text(f"# More\n\n{path.read_text()}")
    again = json.loads(check(bad, "--format", "codequality").output)
    assert [one["location"]["lines"]["begin"] for one in again] != [line for _, line, _ in reported]
    assert {one["fingerprint"] for one in again} == set(prints)


def test_sarif_without_problems_has_a_run_without_results(root: Path) -> None:
    assert json.loads(check(root, "--format", "sarif").output)["runs"][0]["results"] == []


@pytest.mark.skipif(os.name == "nt", reason="names are always text here")
@pytest.mark.parametrize("form", FORMATS)
def test_nothing_that_a_terminal_acts_on_is_printed(bad: Path, form: str) -> None:
    for name in (b"\x1b[2J.md", b"\xff.md", "\u009b31m.md".encode(), b"line\nbreak.md"):
        Path(os.fsdecode(os.fsencode(bad / "content") + b"/" + name)).write_bytes(b"# A\n")
    (bad / "content/\u202eevil.yaml").write_text("kind: '\u009b\u202e'\n", encoding="utf-8")
    output = check(bad, "--format", form).output
    assert output.endswith("\n")
    assert all(line.isprintable() for line in output.splitlines())
    assert output.count("bad-path") >= (5 if form == "json" else 0)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_a_terminal_that_knows_no_unicode_is_no_reason_to_fail(bad: Path, form: str) -> None:
    command = [sys.executable, "-c", "from trailbook.cli import main; main()", "check", "--root", str(bad)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([*command, "--format", form], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"TM-X" in done.stdout


@pytest.mark.parametrize(("stand", "typed"), [(".", "kb"), ("kb", "."), ("kb/content", ".."), ("other", "../kb")])
def test_paths_open_from_where_the_user_stands(
    bad: Path, monkeypatch: pytest.MonkeyPatch, stand: str, typed: str
) -> None:
    (bad / "other").mkdir()
    (bad / "kb").mkdir()
    (bad / "content").rename(bad / "kb/content")
    monkeypatch.chdir(bad / stand)
    lines = CliRunner().invoke(main, ["check", "--root", typed]).output.splitlines()
    assert Path(lines[1].split(":")[0]).is_file()
    assert lines[1].startswith("content/values.yaml:2:7: " if typed == "." else f"{typed}/content/values.yaml:2:7: ")


@pytest.mark.parametrize("stand", [".", "kb", "kb/content"])
@pytest.mark.parametrize("git", ["folder", "file"])
def test_forges_get_paths_from_the_top_of_the_repository(
    bad: Path, monkeypatch: pytest.MonkeyPatch, stand: str, git: str
) -> None:
    (bad / ".git").mkdir() if git == "folder" else (bad / ".git").write_text("gitdir: elsewhere\n")
    (bad / "kb").mkdir()
    (bad / "content").rename(bad / "kb/content")
    monkeypatch.chdir(bad / stand)
    typed = os.path.relpath(bad / "kb")
    github = CliRunner().invoke(main, ["check", "--root", typed, "--format", "github"]).output
    assert "::error file=kb/content/values.yaml,line=2" in github
    sarif = json.loads(CliRunner().invoke(main, ["check", "--root", typed, "--format", "sarif"]).output)
    place = sarif["runs"][0]["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "kb/content/values.yaml"


HARD = """\
---
id: PB-A
kind: playbook
owner: Team
use: build
roles: [maker]
trigger: Now.
steps: [{id: S1}]
---
# Do it

## Look {#S1}

"""


@pytest.fixture
def hard(root: Path) -> Path:
    """A playbook whose only step has a sentence of 40 words."""
    (root / "content/hard.md").write_text(HARD + " ".join(["Go"] * 40) + ".\n", encoding="utf-8")
    (root / ".git").mkdir()
    return root


def test_a_notice_is_told_and_fails_nothing(hard: Path) -> None:
    result = check(hard)
    assert result.exit_code == 0
    assert ":12:1: notice: S1 has a sentence of 40 words" in result.output
    assert result.output.splitlines()[1] == "no problems, 1 notice; 1 record, 0 links"


def test_forges_show_a_notice_as_one(hard: Path) -> None:
    assert check(hard, "--format", "github").output.startswith("::notice file=content/hard.md,line=12,col=1,")
    (result,) = json.loads(check(hard, "--format", "sarif").output)["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("long-sentence", "note")


def test_the_configuration_can_make_notices_fail(hard: Path) -> None:
    (hard / "mkdocs.yml").write_text(
        "docs_dir: content\nplugins:\n  - trailbook/playbooks:\n      plain_language: {fails: true}\n"
    )
    result = check(hard)
    assert result.exit_code == 1 and "1 problem in 1 file" in result.output


def test_observations_of_today_pass_before_they_are_committed(repo: Repo) -> None:
    repo.commit("Begin long ago", {"code.py": "pass\n"})
    assert CliRunner().invoke(main, ["init", str(repo.root)]).exit_code == 0
    result = check(repo.root)
    assert result.exit_code == 0, result.output
    assert "is in the future" in check(repo.root, "--today", "2020-01-01").output
    (file,) = (repo.root / "observations").glob("*.csv")
    repo.write({file.relative_to(repo.root).as_posix(): file.read_text(encoding="utf-8") + "2126-01-31,1,\n"})
    assert "the day 2126-01-31 is in the future" in check(repo.root).output
