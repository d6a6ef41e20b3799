"""The records as they stood at the ends of past months."""

from datetime import date
from pathlib import Path

from tests.repositories import Repo

from trailbook.trail.git.month_ends import MOST, month_ends


def ends(root: Path, today: date, *folders: str) -> dict[str, dict[str, str]]:
    found = month_ends(root, folders or ("content",), today)
    return {day.isoformat(): {path: data.decode() for path, data in files.items()} for day, files in found}


def on(repo: Repo, day: str) -> Repo:
    """The repository at noon of a day."""
    repo.hour = (date.fromisoformat(day) - date(2026, 1, 1)).days * 24 + 11
    return repo


def test_each_month_ends_with_its_last_commit_and_the_present_one_does_not_end(repo: Repo) -> None:
    on(repo, "2026-01-05").commit("a", {"content/a.md": "1"})
    on(repo, "2026-01-20").commit("b", {"content/a.md": "2"})
    on(repo, "2026-02-02").commit("c", {"content/a.md": "3"})
    assert ends(repo.root, date(2026, 2, 10)) == {"2026-01-31": {"content/a.md": "2"}}


def test_a_month_without_commits_ends_as_the_month_before(repo: Repo) -> None:
    on(repo, "2026-01-05").commit("a", {"content/a.md": "1"})
    on(repo, "2026-04-02").commit("b", {"content/a.md": None, "content/b.md": "2"})
    assert ends(repo.root, date(2026, 5, 1)) == {
        "2026-01-31": {"content/a.md": "1"},
        "2026-02-28": {"content/a.md": "1"},
        "2026-03-31": {"content/a.md": "1"},
        "2026-04-30": {"content/b.md": "2"},
    }


def test_only_records_of_the_folders_are_read(repo: Repo) -> None:
    files = {
        "content/a.md": "1",
        "content/a.csv": "2",
        "other/a.md": "3",
        "content2/a.md": "4",
    }
    on(repo, "2026-01-05").commit("a", files)
    assert ends(repo.root, date(2026, 2, 1)) == {"2026-01-31": {"content/a.md": "1"}}
    assert ends(repo.root, date(2026, 2, 1), "other", "content2") == {
        "2026-01-31": {"other/a.md": "3", "content2/a.md": "4"}
    }


def test_a_knowledge_base_below_the_top_of_its_repository_has_paths_of_its_own(repo: Repo) -> None:
    on(repo, "2026-01-05").commit("a", {"kb/content/a.md": "1", "content/a.md": "2"})
    assert ends(repo.root / "kb", date(2026, 2, 1)) == {"2026-01-31": {"content/a.md": "1"}}


def test_what_a_branch_held_counts_from_the_month_of_its_merge(repo: Repo) -> None:
    on(repo, "2026-01-05").commit("a", {"content/a.md": "1"})
    repo.branch("work")
    on(repo, "2026-01-20").commit("b", {"content/a.md": "2"})
    repo.checkout("main")
    on(repo, "2026-02-10").merge("work", "c")
    assert [files["content/a.md"] for files in ends(repo.root, date(2026, 3, 1)).values()] == ["1", "2"]


def test_no_more_months_are_looked_at_than_asked_for_and_they_know_what_was_before(repo: Repo) -> None:
    on(repo, "2020-01-05").commit("a", {"content/a.md": "1"})
    found = ends(repo.root, date(2026, 5, 1))
    assert (len(found), min(found), max(found)) == (MOST, "2024-05-31", "2026-04-30")
    assert {files["content/a.md"] for files in found.values()} == {"1"}


def test_without_a_repository_or_a_commit_no_month_is_known(tmp_path: Path) -> None:
    assert ends(tmp_path, date(2026, 5, 1)) == {}
    assert ends(Repo(tmp_path / "empty").root, date(2026, 5, 1)) == {}
