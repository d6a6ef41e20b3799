import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from tests.building import start_repo
from tests.paths import REPOSITORY
from tests.repositories import Repo
from tests.risk.reviews.test_icalendar import parsed

from trailbook.cli import main
from trailbook.risk.reviews.export import reviews_schema


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return start_repo(tmp_path / "kb")


def calendar(repo: Repo) -> list[tuple[str, str, str]]:
    return parsed(CliRunner().invoke(main, ["reviews", "--format", "ics", "--root", str(repo.root)]).stdout_bytes)


def run(repo: Repo, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["reviews", *arguments, "--root", str(repo.root)])
    assert result.exit_code == 0, result.output
    return result.output


def rows(repo: Repo, *arguments: str) -> dict[str, dict[str, object]]:
    found = json.loads(run(repo, "--format", "json", *arguments))
    jsonschema.validate(found, json.loads(reviews_schema()))
    return {row["id"]: row for row in found["reviews"]}


def test_the_committed_schema_is_the_one_that_is_followed() -> None:
    assert (REPOSITORY / "schemas/reviews.schema.json").read_text() == reviews_schema()


def test_a_review_in_git_is_told_with_its_commit(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert rows(repo)["POL-SHARING"]["last"] is None
    commit = repo.commit("Look\n\nReview: periodic\nRefs: POL-SHARING")
    row = rows(repo)["POL-SHARING"]
    assert (row["last"], row["known_by"], row["commit"], row["by"]) == ("2026-01-01", "git", commit, "Ada")
    assert f"commit {commit[:10]}" in run(repo)


def test_overdue_is_what_was_due_before_today(repo: Repo) -> None:
    assert rows(repo, "--overdue", "--today", "2026-01-01") == {}
    late = rows(repo, "--overdue", "--today", "2099-01-01")
    assert late
    assert all(row["overdue"] for row in late.values())


def test_the_calendar_has_an_event_for_each_record_with_a_day(repo: Repo) -> None:
    lines = calendar(repo)
    due = [row for row in rows(repo).values() if row["due"]]
    assert [value for name, _, value in lines if name == "BEGIN"].count("VEVENT") == len(due) > 0


def test_hostile_text_neither_acts_on_a_terminal_nor_in_a_calendar(repo: Repo) -> None:
    policy = repo.root / "content/policies/sharing.md"
    text = (
        policy.read_text()
        .replace("# Share", "# \u202eShare;,\\ END:VEVENT", 1)
        .replace("owner: ", 'owner: "\\e[2J\\r\\nX:1" #', 1)
    )
    repo.commit("Spoil\x1b[2J\n\nReview: \x1b[31mperiodic", {"content/policies/sharing.md": text})
    assert not {"\x1b", "\u202e"} & set(run(repo))
    assert not any(name == "X" for name, _, _ in calendar(repo))


def test_without_a_history_the_claims_are_told(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["init", str(tmp_path / "kb")])
    result = CliRunner().invoke(main, ["reviews", "--root", str(tmp_path / "kb")])
    assert result.exit_code == 0
    assert "as of 2026-01-01" in result.output
