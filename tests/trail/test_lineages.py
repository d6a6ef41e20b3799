"""Histories that were joined from several: pages at one path that have nothing to do with each other."""

from pathlib import Path

import pytest
from tests.repositories import Repo
from tests.trail.test_trails import titles, trails

OURS = "# Ours\n\nWhat our project is, in a line that is long enough.\n"
THEIRS = "# Theirs\n\nAnother project altogether, and nothing of ours.\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Our history on ``main``, and theirs, with another beginning, on ``theirs``."""
    repo = Repo(tmp_path / "repo")
    repo.commit("begin ours", {"docs/README.md": OURS})
    repo.commit("more of ours", {"docs/README.md": f"{OURS}\nMore.\n"})
    repo.git("checkout", "--quiet", "--orphan", "theirs")
    repo.git("rm", "--quiet", "-r", "--force", ".")
    repo.commit("begin theirs", {"docs/README.md": THEIRS, "docs/guide.md": "# Guide\n\nAs they do it.\n"})
    repo.commit("more of theirs", {"docs/README.md": f"{THEIRS}\nAnd more.\n"})
    repo.checkout("main")
    return repo


def subtree(repo: Repo, message: str) -> None:
    """Merge theirs as the folder ``docs/theirs``."""
    repo.git("merge", "--quiet", "--strategy=ours", "--no-commit", "--allow-unrelated-histories", "theirs")
    repo.git("rm", "--quiet", "-r", "--force", "--ignore-unmatch", "docs/theirs")
    repo.git("read-tree", "--prefix=docs/theirs/", "-u", "theirs:docs")
    repo.git("commit", "--quiet", f"--message={message}")


def test_a_subtree_brings_its_pages_and_their_histories_and_leaves_ours_alone(repo: Repo) -> None:
    subtree(repo, "bring theirs in")
    repo.commit("last of ours", {"docs/README.md": f"{OURS}\nMore.\n\nLast.\n"})
    repo.commit("a word on theirs", {"docs/theirs/README.md": f"{THEIRS}\nAnd more.\n\nWe say so.\n"})
    found = trails(repo)
    assert titles(found["docs/README.md"]) == ["last of ours", "more of ours", "begin ours"]
    assert titles(found["docs/theirs/README.md"])[-2:] == ["more of theirs", "begin theirs"]
    assert titles(found["docs/theirs/README.md"])[0] == "a word on theirs"


def test_what_they_do_after_the_subtree_came_is_still_theirs(repo: Repo) -> None:
    subtree(repo, "bring theirs in")
    repo.checkout("theirs")
    repo.commit("still more of theirs", {"docs/README.md": f"{THEIRS}\nAnd more.\n\nStill more.\n"})
    repo.checkout("main")
    subtree(repo, "bring theirs in again")
    found = trails(repo)
    assert titles(found["docs/README.md"]) == ["more of ours", "begin ours"]
    assert "still more of theirs" in titles(found["docs/theirs/README.md"])


def test_a_page_that_only_they_had_goes_on_where_it_was(repo: Repo) -> None:
    repo.git("merge", "--quiet", "--strategy-option=ours", "--allow-unrelated-histories", "--message=join", "theirs")
    repo.commit("change the guide", {"docs/guide.md": "# Guide\n\nAs we do it.\n"})
    assert titles(trails(repo)["docs/guide.md"]) == ["change the guide", "begin theirs"]


def test_a_merge_that_writes_one_text_of_two_pages_makes_them_one(repo: Repo) -> None:
    repo.git("merge", "--quiet", "--strategy=ours", "--no-commit", "--allow-unrelated-histories", "theirs")
    repo.commit("join the two", {"docs/README.md": "# Both\n\nWhat our project is now, with theirs in it.\n"})
    (page,) = (trail for id, trail in trails(repo).items() if id.startswith("docs/README.md"))
    assert titles(page) == ["join the two", "more of theirs", "begin theirs", "more of ours", "begin ours"]


def test_a_page_that_a_merge_left_behind_is_told_apart_by_its_first_commit(repo: Repo) -> None:
    repo.git("merge", "--quiet", "--strategy=ours", "--allow-unrelated-histories", "--message=join", "theirs")
    repo.commit("last of ours", {"docs/README.md": f"{OURS}\nLast.\n"})
    found = trails(repo)
    first = repo.git("rev-list", "--max-parents=0", "theirs")
    assert titles(found["docs/README.md"]) == ["last of ours", "more of ours", "begin ours"]
    assert titles(found[f"docs/README.md@{first[:10]}"]) == ["more of theirs", "begin theirs"]
