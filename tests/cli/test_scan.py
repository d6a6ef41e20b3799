"""``trailbook scan``: exit codes, levels, the day, and formats that other programs read."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import validate
from tests.drift.drifting import a_template, an_exception, base, write
from tests.paths import REPOSITORY
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.cli.scan_report import scan_schema

FORMATS = ["github", "json", "sarif", "text"]
WRONG = '{\n  "open": true\n}\n'


@pytest.fixture(autouse=True)
def _no_stated_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "kb")


def scan(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["scan", "--root", str(root), "--today", "2026-06-15", *arguments])


def kb(root: Path, snapshot: str = WRONG, severity: str = "high", **exception: Any) -> Path:
    exceptions = [an_exception("X1", **exception)] if exception else []
    template = a_template(where="open", equals=False, severity=severity)
    return write(root, {**base(template, *exceptions), "configurations/app.json": snapshot})


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_as_it_should_be_exits_with_0(tmp_path: Path, form: str) -> None:
    assert scan(kb(tmp_path, '{"open": false}'), "--format", form).exit_code == 0


@pytest.mark.parametrize("form", FORMATS)
def test_a_deviation_that_nothing_covers_exits_with_1(tmp_path: Path, form: str) -> None:
    assert scan(kb(tmp_path), "--format", form).exit_code == 1


@pytest.mark.parametrize(
    ("severity", "level", "code"),
    [
        ("low", "low", 1),
        ("low", "medium", 0),
        ("medium", "medium", 1),
        ("medium", "high", 0),
        ("high", "high", 1),
        ("high", "critical", 0),
        ("critical", "critical", 1),
        ("critical", "never", 0),
    ],
)
def test_the_level_decides_what_fails(tmp_path: Path, severity: str, level: str, code: int) -> None:
    result = scan(kb(tmp_path, severity=severity), "--fail-on", level)
    assert result.exit_code == code
    assert "1 deviation not covered" in result.output


@pytest.mark.parametrize(
    ("exception", "day", "code"),
    [
        ({"state": "approved"}, "2026-06-15", 0),
        ({"state": "approved"}, "2026-12-31", 0),
        ({"state": "approved"}, "2027-01-01", 1),
        ({"state": "requested"}, "2026-06-15", 1),
    ],
)
def test_an_exception_covers_until_it_expires(tmp_path: Path, exception: dict[str, Any], day: str, code: int) -> None:
    assert scan(kb(tmp_path, **exception), "--today", day).exit_code == code


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("configurations/app.json", "{"),
        ("configurations/other.yaml", "a: 1\na: 2\n"),
        ("configurations/templates/b.yaml", "id: CT-B\nkind: template\n"),
        ("content/policies/b.md", "---\nid: POL-B\nkind: policy\n---\n# B\n"),
    ],
)
@pytest.mark.parametrize("form", FORMATS)
def test_what_can_not_be_read_exits_with_2_and_is_told(tmp_path: Path, path: str, text: str, form: str) -> None:
    write(kb(tmp_path), {path: text})
    result = scan(tmp_path, "--format", form, "--fail-on", "never")
    assert result.exit_code == 2
    assert path in result.stdout


@pytest.mark.parametrize("arguments", [["--format", "xml"], ["--fail-on", "all"], ["--today", "soon"], ["more"]])
def test_misuse_exits_with_2(tmp_path: Path, arguments: list[str]) -> None:
    assert scan(kb(tmp_path), *arguments).exit_code == 2


def test_without_templates_there_is_nothing_to_compare(tmp_path: Path) -> None:
    result = scan(write(tmp_path, {"content/a.md": "# A\n"}))
    assert result.exit_code == 2 and "kind 'template'" in result.output


def test_an_exception_expires_by_the_clock_though_nothing_was_committed_since(repo: Repo) -> None:
    kb(repo.root, state="approved")
    repo.commit("Begin")
    result = CliRunner().invoke(main, ["scan", "--root", str(repo.root)])
    assert result.output.endswith(f"as of {datetime.now(UTC).date()}\n")


def test_the_environment_states_another_day(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    kb(repo.root)
    repo.commit("Begin")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert CliRunner().invoke(main, ["scan", "--root", str(repo.root)]).output.endswith("as of 2026-01-01\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")
    assert CliRunner().invoke(main, ["scan", "--root", str(repo.root)]).output.endswith("as of 2027-01-01\n")


def test_text_says_all_that_is_needed_to_decide(repo: Repo) -> None:
    kb(repo.root, state="requested")
    commit = repo.commit("Export the app")
    root = repo.root.as_posix()
    assert scan(repo.root).stdout.splitlines() == [
        f"{root}/configurations/app.json:2:11: high: It is so [CT-A.K1]",
        "    open: expected false, found true",
        f"    breaks POL-A.C1; of TM-A; since 2026-01-01, {commit[:10]} (Export the app)",
        "    POL-A.X1 is requested and not approved, so it covers nothing",
        "    to do: Mend it.",
        "1 deviation not covered, 0 covered; 1 check of 1 setting in 1 snapshot as of 2026-06-15",
    ]


def test_a_history_that_is_not_there_is_told_and_no_reason_to_fail(tmp_path: Path) -> None:
    result = scan(kb(tmp_path), "--fail-on", "never")
    assert result.exit_code == 0
    assert "git init" in result.stderr and "since when is not known" in result.stdout


def test_json_keeps_to_its_schema_which_is_committed(repo: Repo) -> None:
    kb(repo.root, state="requested")
    repo.commit("Export the app")
    report = json.loads(scan(repo.root, "--format", "json").stdout)
    validate(report, json.loads(scan_schema()))
    assert (report["uncovered"], report["covered"], report["has_history"]) == (1, 0, True)
    (deviation,) = report["deviations"]
    assert deviation["since"]["title"] == "Export the app"
    assert deviation["exceptions"] == [
        {"exception": "POL-A.X1", "control": "POL-A.C1", "state": "requested", "expires": "2026-12-31"}
    ]
    committed = REPOSITORY / "schemas/scan.schema.json"
    assert committed.read_text(encoding="utf-8") == scan_schema()


def test_github_is_told_what_is_not_covered_at_its_level(tmp_path: Path) -> None:
    (line,) = scan(kb(tmp_path, severity="medium"), "--format", "github").stdout.splitlines()
    assert line.startswith("::warning file=") and ",line=2,col=11,title=CT-A.K1 It is so::" in line
    assert scan(kb(tmp_path, state="approved"), "--format", "github").stdout == ""


def test_sarif_suppresses_what_is_covered(tmp_path: Path) -> None:
    (run,) = json.loads(scan(kb(tmp_path / "a"), "--format", "sarif").stdout)["runs"]
    (result,) = run["results"]
    assert (result["ruleId"], result["level"], result["suppressions"]) == ("CT-A.K1", "error", [])
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["CT-A.K1"]
    (run,) = json.loads(scan(kb(tmp_path / "b", state="approved"), "--format", "sarif").stdout)["runs"]
    ((suppression,),) = [result["suppressions"] for result in run["results"]]
    assert suppression["status"] == "accepted" and "POL-A.X1 covers it" in suppression["justification"]


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_that_a_terminal_acts_on_is_printed_and_no_credential(tmp_path: Path, form: str) -> None:
    hostile = "\u001b]0;x\u0007\u009b31m\u202e\ud800::error::"
    settings = {"list": [{"name": hostile, "open": hostile, "client_secret": "s3cret"}]}
    secret = "{id: K2, title: T, where: 'list[*].client_secret', absent: true, severity: low, remedy: R}"
    template = a_template(where="list[*].open", equals=False).replace("checks:\n", f"checks:\n- {secret}\n")
    write(tmp_path, {**base(template), "configurations/app.json": json.dumps(settings)})
    output = scan(tmp_path, "--format", form).stdout
    assert all(line.isprintable() for line in output.splitlines())
    assert "s3cret" not in output and "(hidden)" in output
    assert not any(line.startswith("::error::") for line in output.splitlines())
