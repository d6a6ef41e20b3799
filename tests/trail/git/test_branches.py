"""Whose merge is agreement with a commit, and by which merges it came to the main line."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.repositories import Repo

from trailbook.trail.approvals import approvals
from trailbook.trail.git.branches import read_branches
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.mainline import brought_by
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails


def branch_reasons(repo: Repo) -> dict[str, tuple[list[str], list[str]]]:
    """By title of each commit that a merge brought: who merged it at each step, and who agreed."""
    history = Repository(repo.root).history()
    commits, branches = history.commits, history.branches
    found: dict[str, tuple[list[str], list[str]]] = {}
    for id in branches.taken_in:
        agreed = approvals(commits[id], commits.get(branches.agreed.get(id, "")))
        found[commits[id].title] = (
            [commits[merge].author.name for merge in branches.way(id)],
            [approval.name for approval in agreed if approval.independent],
        )
    return found


def work(repo: Repo, name: str, *titles: str, start: str = "main") -> None:
    """A branch with one commit a title, each changing a file of its own."""
    repo.branch(name, start)
    for title in titles:
        repo.commit(title, {f"{title}.md": title})


def merged(repo: Repo, branch: str, message: str, who: str) -> None:
    """Merge a branch into the current one as somebody else than the author of its commits."""
    repo.merge(branch, message, GIT_AUTHOR_NAME=who, GIT_AUTHOR_EMAIL=f"{who.casefold()}@example.org")


@pytest.fixture
def begun(repo: Repo) -> Repo:
    repo.commit("begin", {"a.md": "a"})
    return repo


def test_whoever_merges_a_pull_request_agrees_to_each_commit_of_it(begun: Repo) -> None:
    work(begun, "topic", "one", "two")
    begun.checkout("main")
    merged(begun, "topic", "Merge pull request #1 from ada/topic", "Bo")
    assert branch_reasons(begun) == {"one": (["Bo"], ["Bo"]), "two": (["Bo"], ["Bo"])}


def test_ones_own_merge_is_told_and_is_no_agreement(begun: Repo) -> None:
    work(begun, "topic", "one")
    begun.checkout("main")
    begun.merge("topic", "Merge pull request #1 from ada/topic")
    assert branch_reasons(begun) == {"one": (["Ada"], [])}


def test_a_release_is_no_agreement_with_what_others_merged_or_pushed_before(begun: Repo) -> None:
    work(begun, "develop", "straight to develop")
    work(begun, "feature", "feature", start="develop")
    begun.checkout("develop")
    merged(begun, "feature", "Merge pull request #1 from ada/feature", "Bo")
    work(begun, "own", "merged by its author", start="develop")
    begun.checkout("develop")
    begun.merge("own", "Merge branch 'own' into develop")
    begun.checkout("main")
    merged(begun, "develop", "Release 2", "Rae")
    assert branch_reasons(begun) == {
        "straight to develop": (["Rae"], []),
        "feature": (["Bo", "Rae"], ["Bo"]),
        "merged by its author": (["Ada", "Rae"], []),
        "Merge pull request #1 from ada/feature": (["Rae"], []),
        "Merge branch 'own' into develop": (["Rae"], []),
    }


def test_a_pull_request_into_which_its_author_merged_another_is_agreed_to(begun: Repo) -> None:
    work(begun, "topic", "own")
    work(begun, "help", "help", start="topic")
    begun.checkout("topic")
    begun.commit("of a guest", {"b.md": "b"}, GIT_AUTHOR_NAME="Eve", GIT_AUTHOR_EMAIL="eve@example.org")
    begun.merge("help", "Merge pull request #1 from ada/help")
    work(begun, "more", "more", start="topic")
    begun.checkout("topic")
    begun.merge("more", "Merge pull request #3 from ada/more")
    begun.checkout("main")
    merged(begun, "topic", "Merge pull request #2 from ada/topic", "Bo")
    assert branch_reasons(begun) == {
        "own": (["Bo"], ["Bo"]),
        "help": (["Ada", "Bo"], []),
        "more": (["Ada", "Bo"], []),
        "of a guest": (["Bo"], []),
        "Merge pull request #1 from ada/help": (["Bo"], ["Bo"]),
        "Merge pull request #3 from ada/more": (["Bo"], ["Bo"]),
    }


def test_a_release_of_squashed_pull_requests_is_no_agreement_with_them(begun: Repo) -> None:
    work(begun, "develop", "One (#1)", "Two (#2)", "three")
    begun.checkout("main")
    merged(begun, "develop", "Merge pull request #3 from org/develop", "Rae")
    assert {name: agreed for name, (_, agreed) in branch_reasons(begun).items()} == {
        "One (#1)": [],
        "Two (#2)": [],
        "three": [],
    }


def test_a_pull_request_whose_commits_name_it_or_one_other_is_agreed_to(begun: Repo) -> None:
    work(begun, "topic", "One (#3)", "Two (#2)")
    begun.checkout("main")
    merged(begun, "topic", "Merge pull request #3 from ada/topic", "Bo")
    assert {name: agreed for name, (_, agreed) in branch_reasons(begun).items()} == {
        "One (#3)": ["Bo"],
        "Two (#2)": ["Bo"],
    }


def test_a_second_release_tells_only_of_what_is_new(begun: Repo) -> None:
    begun.branch("develop")
    work(begun, "first", "work 1", start="develop")
    begun.checkout("develop")
    merged(begun, "first", "Merge pull request #1 from ada/first", "Bo")
    begun.checkout("main")
    merged(begun, "develop", "Release 1", "Rae")
    work(begun, "second", "work 2", start="develop")
    begun.checkout("develop")
    merged(begun, "second", "Merge pull request #2 from ada/second", "Bo")
    begun.checkout("main")
    merged(begun, "develop", "Release 2", "Dee")
    found = branch_reasons(begun)
    assert found["work 1"] == (["Bo", "Rae"], ["Bo"])
    assert found["work 2"] == (["Bo", "Dee"], ["Bo"])


@pytest.mark.parametrize("title", ["Merge branch 'main' into topic", "Catch up"])
def test_a_back_merge_is_neither_agreement_nor_in_its_way(begun: Repo, title: str) -> None:
    work(begun, "topic", "early")
    begun.checkout("main")
    begun.commit("elsewhere", {"b.md": "b"})
    begun.checkout("topic")
    merged(begun, "main", title, "Rae")
    begun.commit("late", {"c.md": "c"})
    begun.checkout("main")
    merged(begun, "topic", "Merge pull request #1 from ada/topic", "Bo")
    assert branch_reasons(begun) == {"early": (["Bo"], ["Bo"]), title: (["Bo"], ["Bo"]), "late": (["Bo"], ["Bo"])}


def test_a_back_merge_of_develop_into_a_feature_is_no_part_of_its_way(begun: Repo) -> None:
    work(begun, "develop", "other")
    work(begun, "feature", "feature", start="main")
    begun.merge("develop", "Merge branch 'develop' into feature")
    begun.checkout("develop")
    merged(begun, "feature", "Merge pull request #1 from ada/feature", "Bo")
    begun.checkout("main")
    merged(begun, "develop", "Release", "Rae")
    found = branch_reasons(begun)
    assert found["feature"] == (["Bo", "Rae"], ["Bo"])
    assert found["other"] == (["Rae"], [])


def test_a_pull_on_a_shared_branch_leaves_it_one_branch(begun: Repo) -> None:
    work(begun, "topic", "mine")
    work(begun, "theirs", "theirs", start="main")
    begun.checkout("topic")
    begun.merge("theirs", "Merge branch 'topic' of forge.example:a/b into topic")
    begun.checkout("main")
    merged(begun, "topic", "Merge pull request #1 from ada/topic", "Bo")
    assert {name: agreed for name, (_, agreed) in branch_reasons(begun).items()} == {
        "mine": ["Bo"],
        "theirs": ["Bo"],
        "Merge branch 'topic' of forge.example:a/b into topic": ["Bo"],
    }


def test_a_fast_forward_leaves_no_merge_to_tell_of(begun: Repo) -> None:
    work(begun, "topic", "one")
    begun.checkout("main")
    begun.git("merge", "--ff-only", "--quiet", "topic")
    assert branch_reasons(begun) == {}


def test_develop_fast_forwarded_to_main_keeps_who_merged_each_pull_request(begun: Repo) -> None:
    work(begun, "develop", "straight to develop")
    work(begun, "feature", "feature", start="develop")
    begun.checkout("develop")
    merged(begun, "feature", "Merge pull request #1 from ada/feature", "Bo")
    begun.checkout("main")
    begun.git("merge", "--ff-only", "--quiet", "develop")
    assert branch_reasons(begun) == {"feature": (["Bo"], ["Bo"])}


def test_whoever_merges_several_branches_at_once_agrees_to_each(begun: Repo) -> None:
    work(begun, "x", "x")
    work(begun, "y", "y")
    begun.checkout("main")
    merged(begun, "x y", "octopus", "Bo")
    assert branch_reasons(begun) == {"x": (["Bo"], ["Bo"]), "y": (["Bo"], ["Bo"])}


def test_an_agreement_stated_in_a_release_is_none_with_each_commit_of_it(begun: Repo) -> None:
    work(begun, "develop", "other")
    work(begun, "feature", "feature", start="develop")
    begun.checkout("develop")
    merged(begun, "feature", "Merge pull request #1 from ada/feature\n\nReviewed-by: Cy <cy@example.org>", "Bo")
    begun.checkout("main")
    merged(begun, "develop", "Release\n\nApproved-by: Dee <dee@example.org>", "Rae")
    assert branch_reasons(begun)["feature"] == (["Bo", "Rae"], ["Cy", "Bo"])


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Commit]:
    """Random histories, newest first: each commit has up to three earlier parents."""
    somebody, then = Person("A", "a@example.org"), datetime(2026, 1, 1, tzinfo=UTC)
    found: dict[str, Commit] = {}
    for number in range(draw(st.integers(1, 14))):
        parents = draw(st.lists(st.sampled_from(list(found)), unique=True, max_size=3)) if found else []
        title = draw(st.sampled_from(["work", "Merge branch 'topic'", "Merge branch 'main' of forge.example:a/b"]))
        commit = Commit(f"c{number}", tuple(parents), somebody, then, somebody, then, title, ())
        found[commit.id] = commit
    return dict(reversed(found.items()))


@given(histories())
def test_every_way_ends_with_the_merge_that_brought_the_commit_to_the_main_line(commits: dict[str, Commit]) -> None:
    head = next(iter(commits))
    branches = read_branches(commits, head)
    assert {id: list(branches.way(id))[-1] for id in branches.taken_in} == brought_by(commits, head)
    assert branches.agreed.items() <= branches.taken_in.items()


def test_from_where_a_history_was_imported_its_merges_explain_the_import_alone(begun: Repo) -> None:
    begun.git("checkout", "--quiet", "--orphan", "other")
    begun.commit("begin elsewhere", {"b.md": "b"})
    work(begun, "topic", "one", start="other")
    begun.checkout("other")
    merged(begun, "topic", "Merge pull request #1 from ada/topic\n\nAsk guests twice", "Bo")
    work(begun, "import", "move", start="main")
    begun.git("merge", "--quiet", "--no-edit", "--allow-unrelated-histories", "-m", "Join the other history", "other")
    begun.checkout("main")
    merged(begun, "import", "Merge pull request #2 from ada/import\n\nImport the other history", "Cy")
    (trail,) = [trail for trail in read_trails(Repository(begun.root), ["."]) if trail.path == "one.md"]
    (decision,) = trail.decisions
    assert [step.by.name for step in decision.taken_in] == ["Bo", "Ada", "Cy"]
    assert (decision.pull_request, decision.rationale.text) == ("#1", "Ask guests twice")


def test_merges_of_a_history_with_one_beginning_join_no_other(begun: Repo) -> None:
    work(begun, "topic", "one")
    begun.checkout("main")
    merge = begun.merge("topic", "Merge pull request #1 from ada/topic")
    branches = Repository(begun.root).history().branches
    (one,) = branches.taken_in
    assert branches.imports == frozenset()
    assert list(branches.explaining(one)) == [merge]
