"""A mailmap is read from the commit that is judged, as git reads it, and makes nobody somebody else."""

from pathlib import Path

import pytest
from tests.repositories import EVE, Repo

from trailbook.trail.decisions import Decision
from trailbook.trail.gaps import gaps
from trailbook.trail.git.mailmap import read_mailmap
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

INTERN = "Harmless Intern <intern@example.org> Eve <eve@example.org>\n"


def decision(repo: Repo) -> Decision:
    (trail,) = read_trails(Repository(repo.root), ("docs",))
    return trail.decisions[0]


@pytest.mark.parametrize(
    "approver",
    [
        "Eve <eve@other.example>",
        "Eve <eve@example.org>",
        "eve@example.org",
        "Harmless Intern <x@example.org>",
        "X <intern@example.org>",
        "\u202eEve <eve+x@example.org>",
    ],
)
@pytest.mark.parametrize(
    "mailmap", ["", INTERN, "Bo <bo@example.org> <eve@other.example>\n", f"{INTERN}Bo <bo@b> <x@example.org>\n"]
)
def test_no_mailmap_makes_ones_own_review_independent(repo: Repo, approver: str, mailmap: str) -> None:
    repo.commit("Name people", {".mailmap": mailmap}, **EVE)
    who = (
        EVE
        if "ntern" not in approver or "ntern" in mailmap
        else {"GIT_AUTHOR_NAME": "Harmless Intern", "GIT_AUTHOR_EMAIL": "intern@example.org"}
    )
    repo.commit(f"Say more\n\nReviewed-by: {approver}", {"docs/a.md": "# A\n"}, **who)
    assert not any(one.counts for one in decision(repo).approvals)


def test_a_mailmap_that_came_later_changes_no_independence(repo: Repo) -> None:
    repo.commit("Say more\n\nReviewed-by: Eve <eve@other.example>", {"docs/a.md": "# A\n"}, **EVE)
    repo.commit("Name people", {".mailmap": INTERN}, **EVE)
    found = decision(repo)
    assert found.author.name == "Harmless Intern"
    assert not any(one.counts for one in found.approvals)


def test_a_mailmap_that_joins_two_makes_their_agreement_none(repo: Repo) -> None:
    repo.commit("Name people", {".mailmap": "Eve <eve@example.org> Ann <ann@example.org>\n"})
    repo.commit("Say more\n\nReviewed-by: Ann <ann@example.org>", {"docs/a.md": "# A\n"}, **EVE)
    assert not any(one.counts for one in decision(repo).approvals)


def test_ones_own_merge_under_a_name_of_the_mailmap_is_none_else(repo: Repo) -> None:
    repo.commit("Begin", {".mailmap": "Intern <intern@example.org> <eve@other.example>\n"})
    repo.branch("topic")
    repo.commit("Say more", {"docs/a.md": "# A\n"}, **EVE)
    repo.checkout("main")
    repo.merge("topic", "Merge it", GIT_AUTHOR_NAME="Eve", GIT_AUTHOR_EMAIL="eve@other.example")
    found = decision(repo)
    assert found.approvals == ()
    assert [one.own for one in found.taken_in] == [True]
    trails = read_trails(Repository(repo.root), ("docs",))
    assert "self-merged" in {gap.kind for gap in gaps(trails, {})}


def test_a_robot_that_a_mailmap_gives_a_name_of_a_person_agrees_to_nothing(repo: Repo) -> None:
    repo.commit(
        "Name people",
        {".mailmap": "Ann <ann@example.org> dependabot[bot] <d@example.org>\n"},
    )
    repo.commit("Say more\n\nReviewed-by: dependabot[bot] <d@example.org>", {"docs/a.md": "# A\n"}, **EVE)
    assert not any(one.counts for one in decision(repo).approvals)


def test_a_link_in_the_place_of_a_mailmap_is_not_followed(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "names").write_text("Somebody Else <ada@example.org>\n")
    (repo.root / ".mailmap").symlink_to(tmp_path / "names")
    repo.commit("Say more", {"docs/a.md": "# A\n"})
    assert decision(repo).author.name == "Ada"


LINES = """\
# Comment <c@example.org>
Ada Lovelace <ada@example.org>
Bo Diddley <bo@example.org> <BO@old.example>
 Cy  Young  <cy@example.org>  cy  <cy@old.example>
<di@example.org> <di@old.example>
<ed@example.org> Ed <ed@old.example>
Only A Name
Fay <fay@example.org> broken <
\u00c4da <\u00e4da@example.org>
# <x@example.org> <y@example.org>
Ada L. <ada@example.org>
"""
ASKED = [
    *(
        "Ada <ada@example.org>",
        "x <ADA@EXAMPLE.ORG>",
        "Bo <bo@old.example>",
        "CY <Cy@old.example>",
        "cy  x <cy@old.example>",
    ),
    *(
        "Di <di@old.example>",
        "ed <ED@old.example>",
        "Edd <ed@old.example>",
        "Fay <fay@example.org>",
        "x <\u00c4da@example.org>",
    ),
    *("x <\u00e4da@example.org>", "y <y@example.org>", "\u212ay <cy@old.example>"),
]


@pytest.mark.parametrize("contact", ASKED)
def test_contacts_are_named_as_git_names_them(repo: Repo, contact: str) -> None:
    repo.write({".mailmap": LINES})
    expected = repo.git("check-mailmap", contact)
    assert read_mailmap(LINES.encode()).contact(contact) == expected
