import pytest
from tests.repositories import Repo

from trailbook.trail.git.repository import Repository


def brought(repo: Repo) -> dict[str, str]:
    """The titles of the commits that came with a merge, each with the title of that merge."""
    history = Repository(repo.root).history()
    title = {id: commit.title for id, commit in history.commits.items()}
    return {title[id]: title[merge] for id, merge in history.merges.items()}


def test_a_commit_came_with_the_oldest_merge_of_the_main_line(repo: Repo) -> None:
    repo.commit("begin")
    repo.branch("topic")
    repo.commit("one")
    repo.checkout("main")
    repo.commit("elsewhere")
    repo.checkout("topic")
    repo.merge("main", "Merge branch 'main' into topic")
    repo.checkout("main")
    repo.merge("topic", "Merge pull request #1 from a/topic")
    assert brought(repo) == {
        "one": "Merge pull request #1 from a/topic",
        "Merge branch 'main' into topic": "Merge pull request #1 from a/topic",
    }


@pytest.mark.parametrize(
    "title",
    [
        "Merge branch 'main' of forge.example:a/b",
        "Merge branch 'main' of https://forge.example/a/b into main",
        "Merge remote-tracking branch 'origin/main'",
        "Merge branch 'main' into topic",
        "Merge branch 'release' of forge.example:a/b into release",
        "Merge",
    ],
)
def test_who_pulled_before_they_pushed_accepted_nothing(repo: Repo, title: str) -> None:
    repo.commit("begin")
    repo.branch("topic")
    repo.commit("one")
    repo.checkout("main")
    repo.merge("topic", "Merge pull request #1 from a/topic")
    repo.commit("by somebody else")
    repo.branch("mine", "HEAD~2")
    repo.commit("mine")
    repo.merge("main", title)
    assert brought(repo) == {"one": "Merge pull request #1 from a/topic"}


@pytest.mark.parametrize("title", ["Merge branch 'topic' of forge.example:c/b", "Merge branch 'main' into 'main'"])
def test_another_branch_that_is_merged_was_accepted(repo: Repo, title: str) -> None:
    repo.commit("begin")
    repo.branch("topic")
    repo.commit("one")
    repo.checkout("main")
    repo.merge("topic", title)
    assert brought(repo) == {"one": title}


def test_each_branch_of_an_octopus_came_with_it(repo: Repo) -> None:
    repo.commit("begin")
    for name in ("a", "b"):
        repo.branch(name, "main")
        repo.commit(name, {f"{name}.md": name})
    repo.checkout("main")
    repo.merge("a b", "octopus")
    assert brought(repo) == {"a": "octopus", "b": "octopus"}
