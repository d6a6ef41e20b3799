"""What was released under a name is published under it, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.audit.ledgers.ledgers import release
from tests.release.releases import page
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.release.versions import altered_releases, versions_of
from trailbook.trail.git.repository import Repository


@pytest.fixture
def kb(tmp_path: Path) -> Repo:
    """Releases 1.0.0 and 1.1.0, each with its page and its ledger, and a commit after them."""
    repo = Repo(tmp_path / "kb")
    for version in ("1.0.0", "1.1.0"):
        files = {"docs/a.md": f"# A\n\nAs in {version}.\n", f"docs/releases/{version}.md": page(version, "2026-01-01")}
        repo.commit("Say what holds", {**files, "mkdocs.yml": "site_name: A\n"})
        release(repo, version)
    repo.commit("Go on", {"docs/a.md": "# A\n\nLater.\n"})
    return repo


def publish(repo: Repo, *arguments: str) -> Result:
    to = str(repo.root.parent / "public")
    return CliRunner().invoke(main, ["publish", "--root", str(repo.root), "--output", to, *arguments])


def altered(repo: Repo, *skipped: str) -> list[str]:
    repository = Repository(repo.root)
    return altered_releases(repository, versions_of(repo.root, "", ("*",)), skipped)


def test_releases_as_they_were_made_are_published(kb: Repo) -> None:
    assert altered(kb) == []


def back_and_on(repo: Repo) -> None:
    repo.git("reset", "--quiet", "--hard", "HEAD~3")
    repo.git("tag", "--force", "--annotate", "--message=x", "1.0.0", repo.commit("Other", {"docs/a.md": "# A\n\nX.\n"}))


def from_nothing(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.git("rm", "-r", "--quiet", "--cached", "ledger")
    repo.git("tag", "--force", "1.0.0", repo.commit("Other", {"ledger/1.0.0.json": None, "ledger/1.1.0.json": None}))


@pytest.mark.parametrize(
    "change",
    [
        lambda repo: repo.git("tag", "--force", "1.0.0", "HEAD"),
        lambda repo: repo.git("tag", "--force", "1.0.0", "1.0.0~1"),
        lambda repo: repo.git("tag", "--force", "--annotate", "--message=Release", "1.1.0", "HEAD"),
        lambda repo: repo.git("tag", "--delete", "1.1.0"),
        lambda repo: repo.commit("Tidy", {"ledger/1.0.0.json": None}) and repo.git("tag", "--force", "1.0.0", "HEAD"),
        back_and_on,
        from_nothing,
    ],
)
def test_nothing_else_is_published_as_a_release(kb: Repo, change: Callable[[Repo], object]) -> None:
    change(kb)
    assert altered(kb)
    result = publish(kb, "--next")
    assert result.exit_code == 1
    assert "released as " in result.output
    assert "trailbook audit ledger" in result.output
    assert not (kb.root.parent / "public").exists()


def test_a_release_without_its_tag_may_be_left_out_by_name(kb: Repo) -> None:
    kb.git("tag", "--delete", "1.0.0")
    assert altered(kb, "1.0.0") == []


def test_a_version_without_a_ledger_may_move(kb: Repo) -> None:
    kb.git("tag", "nightly")
    kb.commit("Go on", {"docs/a.md": "# A\n"})
    kb.git("tag", "--force", "nightly")
    assert altered(kb) == []


def test_a_version_that_there_is_not_can_not_be_left_out(kb: Repo) -> None:
    kb.git("tag", "--delete", "1.0.0")
    result = publish(kb, "--skip", "v1.0.0")
    assert (result.exit_code, result.output) == (2, "Error: there is no version 'v1.0.0'; did you mean '1.0.0'?\n")
    result = publish(kb, "--skip", "2.0.0")
    assert result.output == "Error: there is no version '2.0.0'; there are: 1.0.0, 1.1.0\n"
    assert not (kb.root.parent / "public").exists()
