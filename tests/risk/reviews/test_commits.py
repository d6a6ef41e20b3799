from datetime import date
from typing import Any

import pytest
from tests.repositories import Repo

from trailbook.risk.reviews.commits import review_commits
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

POLICY = """---
id: POL-{name}
kind: policy
owner: Security
roles: [maker]
review: {{cadence: yearly{last}}}
controls: [{{id: C1, level: must}}]
---
# {name}

## Controls

### Do it {{#C1}}

It has to be done.
"""


def policy(name: str, last: str = "") -> dict[str, Any]:
    return {f"content/policies/{name.lower()}.md": POLICY.format(name=name, last=last)}


@pytest.fixture
def started(repo: Repo) -> Repo:
    repo.commit("Start", {**policy("ACCESS"), **policy("DATA")})
    return repo


def reviewed(repo: Repo) -> dict[str, list[tuple[str, str]]]:
    repository = Repository(repo.root)
    trails = read_trails(repository, ("content",))
    found = review_commits(repository.history(), trails)
    return {record: [(one.commit, one.said) for one in some] for record, some in found.items()}


def test_a_commit_without_the_trailer_is_no_review(started: Repo) -> None:
    started.commit("Review the access policy", policy("ACCESS", ", last: 2026-01-01"))
    assert reviewed(started) == {}


def test_a_commit_that_changes_nothing_but_a_date_is_a_review_of_that_record(started: Repo) -> None:
    commit = started.commit("Look\n\nReview: periodic", policy("ACCESS", ", last: 2026-01-01"))
    assert reviewed(started) == {"POL-ACCESS": [(commit, "periodic")]}


@pytest.mark.parametrize(("said", "effect"), [("Review: periodic", "neutral"), ("Review: none", "weakens")])
def test_a_later_day_weakens_unless_the_commit_states_a_review(started: Repo, said: str, effect: str) -> None:
    started.commit("Plan", policy("ACCESS", ", next: 2026-02-01"))
    started.commit(f"Look\n\n{said}", policy("ACCESS", ", next: 2026-08-01"))
    (trail,) = (one for one in read_trails(Repository(started.root), ("content",)) if one.record == "POL-ACCESS")
    assert [(one.field, one.effect) for one in trail.decisions[0].changes] == [("review.next", effect)]


def test_what_a_changing_commit_refers_to_was_not_reviewed_by_it(started: Repo) -> None:
    started.commit("Look\n\nReview: periodic\nRefs: POL-DATA.C1", policy("ACCESS", ", last: 2026-01-01"))
    assert list(reviewed(started)) == ["POL-ACCESS"]


def test_an_empty_commit_is_a_review_of_the_records_that_its_refs_name(started: Repo) -> None:
    commit = started.commit("Look\n\nReview: periodic, nothing found\nRefs: POL-ACCESS.C1, POL-DATA\nRefs: POL-NONE")
    said = [(commit, "periodic, nothing found")]
    assert reviewed(started) == {"POL-ACCESS": said, "POL-DATA": said}


def test_an_empty_commit_that_names_no_record_is_no_review(started: Repo) -> None:
    started.commit("Look at POL-ACCESS\n\nReview: periodic")
    assert reviewed(started) == {}


@pytest.mark.parametrize(
    "said",
    [
        "none",
        "None.",
        "no",
        "n/a",
        "not needed",
        "pending",
        "TODO",
        "skipped",
        "#12",
        "acme/kb!7",
        "https://r.example/12",
    ],
)
def test_words_for_no_review_and_addresses_of_code_reviews_do_not_count(started: Repo, said: str) -> None:
    started.commit(f"Look\n\nReview: {said}\nRefs: POL-ACCESS")
    assert reviewed(started) == {}


@pytest.mark.parametrize("said", ["periodic", "no findings", "after PM-X, see https://x.example/1", "nothing found"])
def test_any_other_words_count(started: Repo, said: str) -> None:
    commit = started.commit(f"Look\n\nReview: {said}\nRefs: POL-ACCESS")
    assert reviewed(started) == {"POL-ACCESS": [(commit, said)]}


def test_a_review_on_a_branch_counts_once_it_is_merged(started: Repo) -> None:
    started.branch("side")
    commit = started.commit("Look\n\nReview: periodic\nRefs: POL-ACCESS")
    started.checkout("main")
    started.commit("Go on", {"other.txt": "x"})
    assert reviewed(started) == {}
    started.merge("side", "Merge branch 'side'")
    assert reviewed(started) == {"POL-ACCESS": [(commit, "periodic")]}


def test_a_review_is_of_the_day_it_was_written_and_counts_since_it_reached_the_main_line(started: Repo) -> None:
    started.branch("side")
    started.commit("Look\n\nReview: periodic\nRefs: POL-ACCESS")
    started.checkout("main")
    july = "2026-07-14T12:00:00Z"
    started.merge("side", "Merge branch 'side'", GIT_AUTHOR_DATE=july, GIT_COMMITTER_DATE=july)
    repository = Repository(started.root)
    (found,) = review_commits(repository.history(), read_trails(repository, ("content",)))["POL-ACCESS"]
    assert (found.day, found.landed_day) == (date(2026, 1, 1), date(2026, 7, 14))


def test_the_newest_review_comes_first_and_knows_how_many_records_it_names(started: Repo) -> None:
    first = started.commit("Look\n\nReview: periodic\nRefs: POL-ACCESS")
    second = started.commit("Look\n\nReview: periodic\nRefs: POL-ACCESS, POL-DATA")
    repository = Repository(started.root)
    found = review_commits(repository.history(), read_trails(repository, ("content",)))
    assert [(one.commit, one.records) for one in found["POL-ACCESS"]] == [(second, 2), (first, 1)]
