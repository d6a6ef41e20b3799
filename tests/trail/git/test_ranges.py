from pathlib import Path

import pytest
from tests.repositories import Repo

from trailbook.trail.git.command import HistoryError, NoHistoryError
from trailbook.trail.git.ranges import WORK_TREE, Range, read_range, renamed


@pytest.fixture
def branched(repo: Repo) -> dict[str, str]:
    """A branch of one commit, and a main branch that went on."""
    start = repo.commit("Start", {"a.md": "# A page\n\nWith some words.\n"})
    repo.branch("branch")
    tip = repo.commit("On the branch", {"b.md": "# B\n"})
    repo.checkout("main")
    main = repo.commit("On main", {"c.md": "# C\n"})
    repo.checkout("branch")
    return {"start": start, "tip": tip, "main": main}


def test_without_a_range_the_branch_is_compared_from_where_it_left_main(repo: Repo, branched: dict[str, str]) -> None:
    start, tip = branched["start"], branched["tip"]
    assert read_range(repo.root) == Range(start, tip, tip, "main", WORK_TREE)
    assert read_range(repo.root, "main") == read_range(repo.root)


def test_two_dots_compare_as_they_are_and_three_from_where_they_parted(repo: Repo, branched: dict[str, str]) -> None:
    start, tip, main = branched["start"], branched["tip"], branched["main"]
    assert read_range(repo.root, "main..branch") == Range(main, tip, tip, "main", "branch")
    assert read_range(repo.root, "main...branch") == Range(start, tip, tip, "main", "branch")
    assert read_range(repo.root, "main..") == Range(main, tip, tip, "main", "HEAD")
    assert read_range(repo.root, "..main") == Range(tip, main, main, "HEAD", "main")


def test_the_main_branch_of_the_origin_goes_before_a_local_one(repo: Repo, branched: dict[str, str]) -> None:
    repo.git("update-ref", "refs/remotes/origin/main", branched["tip"])
    assert read_range(repo.root).base_name == "origin/main"


def test_a_merge_that_only_tries_a_pull_request_out_is_no_part_of_its_history(
    repo: Repo, branched: dict[str, str]
) -> None:
    repo.checkout("main")
    tried = repo.merge("branch", f"Merge {branched['tip']} into {branched['main']}")
    found = read_range(repo.root, "HEAD~1")
    assert (found.base, found.head, found.tip) == (branched["main"], tried, branched["tip"])


def test_renames_are_told_by_their_paths_in_the_knowledge_base(repo: Repo) -> None:
    text = "# A page\n\nWith some words that stay as they were.\n"
    repo.commit("Start", {"kb/old.md": text})
    repo.commit("Move", {"kb/old.md": None, "kb/new name.md": text})
    repo.git("mv", "kb/new name.md", "kb/newest.md")
    assert renamed(repo.root / "kb", read_range(repo.root, "HEAD~1..HEAD")) == {"new name.md": "old.md"}
    assert renamed(repo.root / "kb", read_range(repo.root, "HEAD~1")) == {"newest.md": "old.md"}


def test_what_is_not_there_is_told_with_its_remedy(repo: Repo, tmp_path: Path) -> None:
    with pytest.raises(NoHistoryError, match="git init"):
        read_range(tmp_path)
    with pytest.raises(NoHistoryError, match="nothing is committed"):
        read_range(repo.root)
    repo.git("symbolic-ref", "HEAD", "refs/heads/work")
    repo.commit("Start", {"a.md": "A\n"})
    with pytest.raises(HistoryError, match=r"no main branch is here \(looked for origin/HEAD, .*name what to compare"):
        read_range(repo.root)
    with pytest.raises(HistoryError, match=r"there is no revision 'release'.*fetch-depth: 0"):
        read_range(repo.root, "release")


def test_lines_that_never_met_have_nothing_that_a_branch_brings(repo: Repo) -> None:
    repo.commit("Start", {"a.md": "A\n"})
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.commit("Other start", {"b.md": "B\n"})
    with pytest.raises(HistoryError, match=r"'main' has no commit in common"):
        read_range(repo.root, "main")
    assert read_range(repo.root, "main..other").head_name == "other"


def test_main_in_a_repository_whose_branch_is_master_names_that(repo: Repo) -> None:
    repo.commit("Start", {"a.md": "A\n"})
    repo.git("branch", "-m", "master")
    with pytest.raises(HistoryError, match=r"there is no revision 'main' here; the main branch is called 'master'"):
        read_range(repo.root, "main")
