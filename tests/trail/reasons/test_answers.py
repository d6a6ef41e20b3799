from datetime import UTC, datetime

import pytest
from tests.repositories import Repo

from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.repository import Repository
from trailbook.trail.reasons.rationale import answers
from trailbook.trail.trails import read_trails

ADA = Person("Ada", "ada@example.org")


def commit(message: str) -> Commit:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Commit("c", (), ADA, now, ADA, now, message, ())


@pytest.mark.parametrize(
    ("message", "merge", "named"),
    [
        ("t\n\nIncident: PM-LEAK", None, ("PM-LEAK",)),
        ("t\n\nfixes: PM-LEAK.A2", None, ("PM-LEAK.A2",)),
        ("t\n\nFixes: EX-DRILL.A1\nIncident: PM-A,PM-B, PM-A", None, ("PM-A", "PM-B", "EX-DRILL.A1")),
        ("t\n\nWhy.", "m\n\nIncident: PM-LEAK", ("PM-LEAK",)),
        ("t\n\nIncident: PM-A", "m\n\nIncident: PM-B", ("PM-A",)),
        ("t\n\nFixes: #12", None, ()),
        ("t\n\nAfter the incident: PM-LEAK", None, ()),
        ("t\n\nRefs: PM-LEAK", None, ()),
        ("t\n\nPM-LEAK made us do it.", None, ()),
        ("", None, ()),
    ],
)
def test_a_commit_answers_what_its_trailers_or_its_merge_name(
    message: str, merge: str | None, named: tuple[str, ...]
) -> None:
    way = [commit(merge)] if merge is not None else []
    assert answers(commit(message), way) == named


def test_the_innermost_merge_that_names_something_is_asked() -> None:
    way = [commit("m"), commit("n\n\nFixes: PM-LEAK.A2"), commit("o\n\nIncident: PM-OTHER")]
    assert answers(commit("t"), way) == ("PM-LEAK.A2",)


def test_a_decision_knows_what_it_answers(repo: Repo) -> None:
    repo.commit("Start", {"docs/a.md": "# A\n"})
    repo.commit("Change\n\nIncident: PM-LEAK", {"docs/a.md": "# B\n"})
    (trail,) = read_trails(Repository(repo.root), ["docs"])
    assert [decision.answers for decision in trail.decisions] == [("PM-LEAK",), ()]
