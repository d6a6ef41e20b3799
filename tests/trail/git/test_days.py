"""The day of a commit or decision is the one in UTC, wherever it is shown, and the one of its landing."""

from datetime import date
from pathlib import Path

from tests.repositories import Repo

import trailbook
from trailbook.trail.decisions import Trail
from trailbook.trail.gaps import gaps, shares_by_quarter
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

LATE_IN_NEW_YORK = "2026-05-01T23:30:00-04:00"


def at(day: str, committed: str = "") -> dict[str, str]:
    """The dates of a commit that was written on a day, and committed on the same day or another."""
    return {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{committed or day}T12:00:00Z"}


def trails_of(repo: Repo) -> list[Trail]:
    return read_trails(Repository(repo.root), ("docs",))


def days(repo: Repo) -> dict[str, tuple[str, str]]:
    """On which days each decision was written and landed, by its title."""
    decisions = (decision for trail in trails_of(repo) for decision in trail.decisions)
    return {one.title: (str(one.authored_day), str(one.day)) for one in decisions}


def branch_of_march(repo: Repo, merged: str = "2026-07-14", committed: str = "") -> None:
    """A branch begun in March, which a merge brings to the main line."""
    repo.commit("Begin", {"docs/doors.md": "# Doors\n"}, **at("2026-01-10"))
    repo.branch("side")
    repo.commit("Lock them", {"docs/doors.md": "# Doors\n\nLock them.\n"}, **at("2026-03-02", committed))
    repo.checkout("main")
    repo.commit("Go on", {"docs/windows.md": "# Windows\n"}, **at("2026-05-05"))
    repo.merge("side", "Merge branch 'side'", **at(merged))


def test_the_day_of_a_decision_is_that_in_utc(repo: Repo) -> None:
    late = {"GIT_AUTHOR_DATE": LATE_IN_NEW_YORK, "GIT_COMMITTER_DATE": LATE_IN_NEW_YORK}
    id = repo.commit("Begin", {"docs/doors.md": "# Doors\n"}, **late)
    commit = Repository(repo.root).history().commits[id]
    (trail,) = trails_of(repo)
    found = trail.decisions[0]
    assert {commit.authored_day, commit.committed_day, found.day, found.authored_day} == {date(2026, 5, 2)}


def test_a_branch_lands_with_the_merge_that_brought_it_to_the_main_line(repo: Repo) -> None:
    branch_of_march(repo)
    assert days(repo) == {
        "Begin": ("2026-01-10", "2026-01-10"),
        "Lock them": ("2026-03-02", "2026-07-14"),
        "Go on": ("2026-05-05", "2026-05-05"),
    }


def test_a_branch_of_march_that_is_merged_in_july_belongs_to_the_third_quarter(repo: Repo) -> None:
    branch_of_march(repo)
    trails = trails_of(repo)
    quarters = {share.name: share.decisions for share in shares_by_quarter(trails)}
    assert quarters == {"2026-Q3": 1, "2026-Q2": 1, "2026-Q1": 1}
    doors = next(trail for trail in trails if trail.record.endswith("doors.md"))

    def titles(first: date, last: date) -> list[str]:
        return [decision.title for decision in doors.between(first, last).decisions]

    assert titles(date(2026, 7, 1), date(2026, 9, 30)) == ["Lock them"]
    assert titles(date(2026, 1, 1), date(2026, 3, 31)) == ["Begin"]
    assert next(gap.day for gap in gaps(trails, {}) if gap.detail == "Lock them") == date(2026, 7, 14)


def test_a_branch_of_a_branch_lands_with_the_last_merge(repo: Repo) -> None:
    repo.commit("Begin", {"docs/doors.md": "# Doors\n"}, **at("2026-01-10"))
    repo.branch("release")
    repo.branch("side")
    repo.commit("Lock them", {"docs/doors.md": "# Doors\n\nLock them.\n"}, **at("2026-03-02"))
    repo.checkout("release")
    repo.merge("side", "Merge pull request #1 from a/side", **at("2026-04-04"))
    repo.checkout("main")
    repo.merge("release", "Merge pull request #2 from a/release", **at("2026-07-14"))
    assert days(repo)["Lock them"] == ("2026-03-02", "2026-07-14")


def test_a_commit_on_the_main_line_lands_when_it_is_committed(repo: Repo) -> None:
    repo.commit("Squash a branch (#7)", {"docs/doors.md": "# Doors\n"}, **at("2026-03-02", "2026-04-01"))
    assert days(repo) == {"Squash a branch (#7)": ("2026-03-02", "2026-04-01")}


def test_nothing_lands_before_it_was_committed(repo: Repo) -> None:
    branch_of_march(repo, merged="2026-07-14", committed="2026-07-15")
    assert days(repo)["Lock them"] == ("2026-03-02", "2026-07-15")


def test_a_trail_is_in_the_order_of_the_history_whatever_their_days(repo: Repo) -> None:
    branch_of_march(repo)
    repo.commit("Open them", {"docs/doors.md": "# Doors\n\nOpen them.\n"}, **at("2026-06-01"))
    doors = next(trail for trail in trails_of(repo) if trail.record.endswith("doors.md"))
    assert [decision.title for decision in doors.decisions] == ["Open them", "Lock them", "Begin"]


def test_one_function_makes_a_day_of_a_moment() -> None:
    package = Path(trailbook.__file__).parent
    found = [file for file in package.rglob("*.py") if "astimezone(UTC).date()" in file.read_text(encoding="utf-8")]
    assert found == [package / "trail" / "git" / "commits.py"]
