from datetime import UTC, datetime

import pytest

from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.pull_requests import pull_request

ADA = Person("Ada", "ada@example.org")


def commit(message: str) -> Commit:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Commit("c", (), ADA, now, ADA, now, message, ())


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Add a thing (#12)", "#12"),
        ("Merge pull request #3 from x/y", "#3"),
        ("Merge branch 'x'\n\nTitle\n\nSee merge request group/project!45", "!45"),
        ("Merged in x (pull request #7)", "#7"),
        ("t\n\nPR-URL: https://forge.example/p/9", "https://forge.example/p/9"),
        ("Auto merge of #6 - bo:x, r=ada", "#6"),
        ("Merge #8", "#8"),
        ("t\n\nSummary:\nPull Request resolved: https://forge.example/pull/7", "https://forge.example/pull/7"),
        ("Merged PR 8: Add a thing\n\nRelated work items: #9", "!8"),
        ("Merge #8: Add a thing", "#8"),
        ("Merge group/project#8: Add a thing", "#8"),
        ("t\n\nGitHub-Pull-Request: group/project#9\nReviewed-on: https://review.example/4", "#9"),
        ('Revert "Add a thing (#12)" (#15)', "#15"),
        ("Add a thing (PR #12)", "#12"),
        ("Add a thing (group/project#12)", "group/project#12"),
        ("Add a thing (group/sub/project!12)", "group/sub/project!12"),
        ("Merge PR #12 from @bo - Add a thing", "#12"),
        ("Merge RFC #12 -- Add a thing", "#12"),
        ("merge #12 into main", "#12"),
        ("merge branch 'pr-12'", "#12"),
        ("[#12] Add a thing", "#12"),
        ("[#62] Add a thing (#63)", "#63"),
        ("Add a thing #12", "#12"),
        ("GitBook: [#12] Add a thing", "GitBook #12"),
        ("t\n\nPart-of: <https://forge.example/a/b/-/merge_requests/12>", "!12"),
        ("t\n\nReviewed-on: https://review.example/c/a/+/4\n", "https://review.example/c/a/+/4"),
        ("t\n\nWhy.\n\n(Merged from https://forge.example/a/b/pull/12)", "https://forge.example/a/b/pull/12"),
        (
            "t\n\nReviewed-on: https://forge.example/1\n(cherry picked from commit 0123456)\nReviewed-on: https://forge.example/2",
            "https://forge.example/2",
        ),
    ],
)
def test_a_request_is_known_by_the_forms_of_forges_and_review_tools(message: str, expected: str) -> None:
    assert pull_request(commit(message)) == expected


@pytest.mark.parametrize(
    "message",
    [
        "Mention #4 in passing",
        "Squash\n\n* one (#4)\n\n* Merge pull request #5 from a/b",
        "Fixes #4",
        "Ask twice, closes #4",
        "Ask twice as part of #4",
        "Address review comments #4",
        "Answer to PR #4",
        "Ask twice\n\nFixes #4",
        "Merge RFC 4: Ask twice",
        "Ask twice (fixes #4)",
    ],
)
def test_the_number_of_an_issue_or_of_another_request_is_none(message: str) -> None:
    assert pull_request(commit(message)) is None


def test_the_innermost_merge_that_names_a_request_counts_after_the_commit_itself() -> None:
    way = [
        commit("Merge branch 'x'"),
        commit("Merge pull request #2 from a/b"),
        commit("Merge pull request #3 from c/d"),
    ]
    assert pull_request(commit("Ask twice"), way) == "#2"
    assert pull_request(commit("Ask twice (#1)"), way) == "#1"


def test_a_merge_that_a_forge_wrote_counts_before_a_number_that_may_be_an_issues() -> None:
    way = [commit("Merge pull request #2 from a/b")]
    assert pull_request(commit("Ask twice #1"), way) == "#2"
    assert pull_request(commit("Ask twice (other/project#1)"), way) == "#2"
