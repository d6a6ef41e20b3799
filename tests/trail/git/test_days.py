"""The day of a commit or decision is the one in UTC, wherever it is shown."""

from datetime import date
from pathlib import Path

from tests.repositories import Repo

import trailbook
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

LATE_IN_NEW_YORK = "2026-05-01T23:30:00-04:00"


def test_the_day_of_a_decision_is_that_in_utc(repo: Repo) -> None:
    at = {"GIT_AUTHOR_DATE": LATE_IN_NEW_YORK, "GIT_COMMITTER_DATE": LATE_IN_NEW_YORK}
    id = repo.commit("Begin", {"docs/doors.md": "# Doors\n"}, **at)
    commit = Repository(repo.root).history().commits[id]
    (trail,) = read_trails(Repository(repo.root), ("docs",))
    assert {commit.authored_day, commit.committed_day, trail.decisions[0].day} == {date(2026, 5, 2)}


def test_one_function_makes_a_day_of_a_moment() -> None:
    package = Path(trailbook.__file__).parent
    found = [file for file in package.rglob("*.py") if "astimezone(UTC).date()" in file.read_text(encoding="utf-8")]
    assert found == [package / "trail" / "git" / "commits.py"]
