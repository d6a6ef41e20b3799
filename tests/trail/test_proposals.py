import pytest
from tests.repositories import CLAUDE, ROBOT, Repo

from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Trail
from trailbook.trail.export import trails_markdown, trails_text
from trailbook.trail.gaps import gaps
from trailbook.trail.git.repository import Repository
from trailbook.trail.proposals import is_agreed, is_meaningful, unagreed
from trailbook.trail.trails import read_trails

PAGE = "# Sharing\n\nNobody shares outside. See [the tool](https://example.org/v1.2.3/)."
OTHER = PAGE.replace("Nobody shares", "Makers may share")


def trail_of(repo: Repo) -> Trail:
    (trail,) = read_trails(Repository(repo.root), ("docs",))
    return trail


def proposed(repo: Repo) -> bool:
    return unagreed(trail_of(repo).decisions) is not None


@pytest.fixture
def page(repo: Repo) -> Repo:
    repo.commit("begin", {"docs/a.md": PAGE})
    return repo


def test_what_a_machine_wrote_alone_is_agreed_by_nobody(page: Repo) -> None:
    assert not proposed(page)
    commit = page.commit("two", {"docs/a.md": OTHER}, **CLAUDE)
    assert proposed(page)
    trail = trail_of(page)
    found = [gap for gap in gaps([trail], {}) if gap.kind == "agreed-by-nobody"]
    assert [(gap.commit, gap.detail) for gap in found] == [(commit, "by Claude (an assistant)")]
    assert "Proposed by a machine, agreed by nobody: Claude (an assistant)" in " ".join(trails_text([trail]).split())
    assert "Proposed by a machine, agreed by nobody" in trails_markdown([trail])


@pytest.mark.parametrize(
    "trailer",
    [
        "Co-authored-by: Bo <bo@example.org>",
        "Reviewed-by: Bo <bo@example.org>",
        "Approved-by: Bo",
    ],
)
def test_a_person_beside_the_machine_is_enough(page: Repo, trailer: str) -> None:
    page.commit(f"two\n\n{trailer}", {"docs/a.md": OTHER}, **CLAUDE)
    assert not proposed(page)


@pytest.mark.parametrize(
    "trailer",
    [
        "Co-authored-by: Copilot <5+Copilot@users.noreply.github.com>",
        "Reviewed-by: coderabbitai[bot] <6+coderabbitai[bot]@users.noreply.github.com>",
        "Approved-by: Security Team",
        "Signed-off-by: Bo <bo@example.org>",
    ],
)
def test_another_machine_a_team_and_a_statement_of_origin_are_not(page: Repo, trailer: str) -> None:
    page.commit(f"two\n\n{trailer}", {"docs/a.md": OTHER}, **CLAUDE)
    assert proposed(page)


@pytest.mark.parametrize(("name", "stays"), [("Bo", False), ("Merge Robot", True)])
def test_whoever_merges_it_agrees_unless_that_is_a_robot(page: Repo, name: str, stays: bool) -> None:
    page.branch("topic")
    page.commit("two", {"docs/a.md": OTHER}, **CLAUDE)
    page.checkout("main")
    page.merge("topic", "Merge it", GIT_AUTHOR_NAME=name, GIT_AUTHOR_EMAIL="x@example.org")
    assert proposed(page) == stays


def test_a_person_who_writes_on_or_agrees_later_ends_it(page: Repo) -> None:
    commit = page.commit("two", {"docs/a.md": OTHER}, **CLAUDE)
    page.commit("three", {"docs/a.md": f"{OTHER} Ask first."})
    assert not proposed(page)
    commit = page.commit("four", {"docs/a.md": PAGE}, **CLAUDE)
    assert proposed(page)
    page.commit(f"Agree\n\nDecision: {commit[:12]}\nApproved-by: Bo <bo@example.org>")
    assert not proposed(page)
    assert "Agreed later: Bo" in trails_text([trail_of(page)])


def test_a_later_agreement_with_what_a_person_decided_is_shown_as_well(page: Repo) -> None:
    commit = page.commit("two", {"docs/a.md": OTHER})
    page.commit(f"Agree\n\nDecision: {commit[:12]}\nApproved-by: Bo <bo@example.org>")
    decision = next(one for one in trail_of(page).decisions if one.commit == commit)
    assert is_agreed(decision) and [one.name for one in decision.agreed_later] == ["Bo"]


def test_the_word_of_an_assistant_later_is_no_agreement(page: Repo) -> None:
    commit = page.commit("two", {"docs/a.md": OTHER}, **CLAUDE)
    page.commit(f"Agree\n\nDecision: {commit}\nApproved-by: Claude <noreply@anthropic.com>")
    assert proposed(page)


def test_a_mechanical_change_of_a_robot_proposes_nothing(page: Repo) -> None:
    page.commit("bump", {"docs/a.md": PAGE.replace("v1.2.3", "v1.3.0")}, **ROBOT)
    assert not proposed(page)


def test_a_persons_mechanical_change_agrees_with_nothing(page: Repo) -> None:
    page.commit("two", {"docs/a.md": OTHER}, **CLAUDE)
    page.commit("link", {"docs/a.md": OTHER.replace("example.org", "example.com")})
    assert proposed(page)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("Use actions/checkout@v3 here.", "Use actions/checkout@v4 here.", False),
        (f"Build from {'1a' * 20}.", f"Build from {'2b' * 20}.", False),
        (f"Build from {'1a' * 32}.", f"Build from {'2b' * 32}.", False),
        ("See [it](https://a.example).", "See [it](https://b.example).", False),
        ("**Never** share.", "*Never* share.", False),
        ("Keep it 1.5 days.", "Keep it 2.5 days.", True),
        ("Never share.", "Now share.", True),
        (None, "Ask first.", True),
    ],
)
def test_a_text_says_something_else_if_its_words_or_numbers_differ(before: str | None, after: str, says: bool) -> None:
    assert is_meaningful(Change("a", "text", "changed", before, after)) == says


def test_an_effect_is_always_meaningful_and_a_move_never() -> None:
    assert is_meaningful(Change("C1", "level", "changed", "must", "must", "weakens"))
    assert is_meaningful(Change(None, "owner", "changed", "A", "B"))
    assert is_meaningful(Change("a", "text.items[Ask].checked", "changed", False, True))
    assert not is_meaningful(Change("a", None, "moved", "b", "c"))
