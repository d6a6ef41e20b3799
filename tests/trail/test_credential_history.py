"""Credentials in what was ever committed: told once, by the commit that brought them in."""

from datetime import date
from pathlib import Path
from random import Random

from tests.credentials.forms import FORMS, written
from tests.repositories import Repo

from trailbook.credentials.allowed import NOTHING_ALLOWED, read_credential_options
from trailbook.text.problem import Problem
from trailbook.trail.credential_history import scan_history
from trailbook.trail.git.repository import Repository

TOKEN = written(dict(FORMS)["npm-token"], Random(1))


def scan(root: Path, options: object = None, present: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    repository = Repository(root)
    read = read_credential_options(options)[0] if options else NOTHING_ALLOWED
    return scan_history(repository, ("content", "configurations"), read, date(2026, 2, 1), present=present)


def test_what_was_taken_out_again_is_told_by_the_commit_that_brought_it_in(repo: Repo) -> None:
    repo.commit("Start", {"content/a.md": "# A\n"})
    brought = repo.commit("Write", {"content/a.md": f"# A\n\nUse {TOKEN}.\n"})
    repo.commit("Move and edit", {"content/a.md": None, "content/b.md": f"# A\n\nNow use {TOKEN}.\n"})
    repo.commit("Take it out", {"content/b.md": "# A\n"})
    (problem,) = scan(repo.root)
    assert (problem.path, problem.line, problem.column) == ("content/a.md", 3, 5)
    assert f"which commit {brought[:10]} brought in on 2026-01-01 and which is gone from the files" in problem.message
    assert TOKEN not in str(problem)


def test_what_is_still_there_is_told_so(repo: Repo) -> None:
    repo.commit("Start", {"content/a.md": TOKEN})
    (problem,) = scan(repo.root, present=(TOKEN,))
    assert "which is still there" in problem.message


def test_a_message_of_a_commit_is_looked_through(repo: Repo) -> None:
    commit = repo.commit(f"Use the token\n\nIt is {TOKEN}\n", {"content/a.md": "# A\n"})
    (problem,) = scan(repo.root)
    assert (problem.path, problem.line, problem.column) == (f"commit {commit[:10]}", 3, 7)
    assert "in the message of this commit" in problem.message


def test_files_beside_the_knowledge_base_are_left_alone(repo: Repo) -> None:
    repo.commit("Start", {"src/a.md": TOKEN, "kb/content/a.md": "# A\n"})
    assert scan(repo.root / "kb") == ()


def test_paths_are_those_below_the_knowledge_base(repo: Repo) -> None:
    repo.commit("Start", {"kb/configurations/tenant/a.json": f'{{"a": "{TOKEN}"}}'})
    (problem,) = scan(repo.root / "kb")
    assert problem.path == "configurations/tenant/a.json"


def test_what_a_merge_brought_in_is_found(repo: Repo) -> None:
    repo.commit("Start", {"content/a.md": "# A\n"})
    repo.branch("other")
    repo.commit("One", {"content/b.md": "# B\n"})
    repo.checkout("main")
    repo.commit("Two", {"content/c.md": "# C\n"})
    merged = repo.merge("other", "Merge", {"content/b.md": f"# B\n\n{TOKEN}\n"})
    (problem,) = scan(repo.root)
    assert merged[:10] in problem.message


def test_a_false_alarm_of_the_past_is_allowed_by_the_path_it_had(repo: Repo) -> None:
    repo.commit("Start", {"content/a.md": TOKEN})
    entry = {"kind": "npm-token", "path": "content/a.md", "reason": "Made up.", "until": date(2027, 1, 1)}
    assert scan(repo.root, {"allowed": [entry]}) == ()
