"""Who says whose a key, a name and a role are is on record, with everybody who agreed."""

import pytest
from click.testing import CliRunner, Result
from tests.repositories import EVE, Repo

from trailbook.cli import main
from trailbook.trail.decisions import Trail
from trailbook.trail.git.repository import Repository
from trailbook.trail.sentences import sentence
from trailbook.trail.trust_roots import trust_root_trails

KEY = "ann@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA"


def roots(repo: Repo) -> tuple[Trail, ...]:
    return trust_root_trails(Repository(repo.root))


def said(trail: Trail) -> list[tuple[str, list[str]]]:
    return [(one.title, [sentence(change) for change in one.changes]) for one in trail.decisions]


@pytest.fixture
def kb(repo: Repo) -> Repo:
    repo.commit("Begin", {"docs/a.md": "# A\n", ".mailmap": "Ada Lovelace <ada@example.org>\n"})
    repo.commit("List Ann\n\nReviewed-by: Bo <bo@example.org>", {".allowed_signers": f"{KEY}\n"}, **EVE)
    repo.commit("Name me", {".mailmap": "Intern <intern@example.org> <eve@example.org>\n"}, **EVE)
    return repo


def test_each_change_is_a_decision_with_its_lines(kb: Repo) -> None:
    signers, mailmap = roots(kb)
    assert said(signers) == [("List Ann", [f"lines added: {KEY}"])]
    assert said(mailmap) == [
        (
            "Name me",
            [
                "lines removed: Ada Lovelace <ada@example.org>",
                "lines added: Intern <intern@example.org> <eve@example.org>",
            ],
        ),
        ("Begin", ["lines added: Ada Lovelace <ada@example.org>"]),
    ]


def test_files_that_came_or_went_by_a_move_or_a_merge_are_not_missed(kb: Repo) -> None:
    kb.git("mv", ".allowed_signers", "keys.txt")
    kb.commit("Move it away")
    kb.git("mv", "keys.txt", ".allowed_signers")
    kb.commit("Move it back")
    kb.branch("topic")
    kb.commit("Else", {"b.txt": "b"})
    kb.checkout("main")
    kb.merge("topic", "Merge it", {".mailmap": None})
    signers, mailmap = roots(kb)
    assert said(signers)[:2] == [
        ("Move it back", [f"lines added: {KEY}"]),
        ("Move it away", [f"lines removed: {KEY}"]),
    ]
    assert said(mailmap)[0] == ("Merge it", ["lines removed: Intern <intern@example.org> <eve@example.org>"])


def test_a_repository_without_them_has_none(repo: Repo) -> None:
    repo.commit("Begin", {"docs/a.md": "# A\n", "docs/.mailmap": "Ada <ada@example.org>\n"})
    assert roots(repo) == ()


def run(repo: Repo, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--root", str(repo.root)])


def test_the_gaps_list_each_change_and_whether_anybody_agreed(kb: Repo) -> None:
    output = " ".join(run(kb, "audit", "gaps").output.split())
    assert "Keys, names or roles were changed (3)" in output
    assert ".allowed_signers: Eve: List Ann (1 line added, 0 removed)" in output
    assert ".mailmap: Eve: Name me (1 line added, 1 removed; nobody else agreed)" in output


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_trail_shows_them_by_name_and_among_all(kb: Repo, form: str) -> None:
    alone = run(kb, "trail", ".allowed_signers", "--format", form)
    assert alone.exit_code == 0, alone.output
    assert "List Ann" in alone.output
    assert "Name me" not in alone.output
    assert "Name me" in run(kb, "trail", "--format", form).output
