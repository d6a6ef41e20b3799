"""Trails that are kept: told again they are the same, and never those of another history."""

import sqlite3
from pathlib import Path

import pytest
from tests.repositories import Repo, make_key

from trailbook.trail.decisions import Trail
from trailbook.trail.export import trails_json
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.revisions import Scope
from trailbook.trail.trails import read_part, read_trails

PAGE = {"docs/a.md": "# A\n\nA text, as it was first.\n"}
MOVED = {"docs/a.md": None, "docs/b.md": PAGE["docs/a.md"]}


def read_cached(repo: Repo, *folders: str) -> list[Trail]:
    return read_trails(Repository(repo.root), folders or ("docs",))


def database(repo: Repo) -> sqlite3.Connection:
    file = Repository(repo.root).cache_file
    assert file is not None
    return sqlite3.connect(file)


def large(repo: Repo) -> list[bytes]:
    with database(repo) as cache:
        return [value for (value,) in cache.execute("SELECT value FROM large ORDER BY number")]


@pytest.fixture
def no_following(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Repository, revision: str = "HEAD") -> History:
        raise AssertionError("the history is read once more")

    monkeypatch.setattr(Repository, "history", refuse)


@pytest.fixture
def kept(repo: Repo) -> tuple[Repo, list[Trail]]:
    repo.commit(
        "one\n\nBecause.\n\nReviewed-by: Bo <bo@example.org>", PAGE, GIT_AUTHOR_DATE="2026-03-01T10:00:00+05:30"
    )
    repo.commit("two", MOVED)
    cold = read_cached(repo)
    return repo, cold


@pytest.mark.usefixtures("kept", "no_following")
def test_what_is_kept_is_told_without_the_history(kept: tuple[Repo, list[Trail]]) -> None:
    repo, cold = kept
    assert read_cached(repo) == cold
    assert trails_json(read_cached(repo)) == trails_json(cold)


def test_a_commit_is_told_at_once(kept: tuple[Repo, list[Trail]]) -> None:
    repo, cold = kept
    repo.commit("three", {"docs/b.md": "# A\n\nAnother text.\n"})
    assert [decision.title for decision in read_cached(repo)[0].decisions] == ["three", "two", "one"]
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    assert read_cached(repo) == cold


def test_other_folders_have_other_trails(kept: tuple[Repo, list[Trail]]) -> None:
    repo, cold = kept
    assert read_cached(repo, "elsewhere") == []
    assert read_cached(repo) == cold


def test_a_mailmap_counts_once_it_is_committed(kept: tuple[Repo, list[Trail]]) -> None:
    repo, cold = kept
    repo.write({".mailmap": "Ada Lovelace <ada@example.org>\nBo Diddley <bo@example.org>\n"})
    assert read_cached(repo) == cold
    repo.commit("Name them")
    for _ in range(2):
        first = read_cached(repo)[0].decisions[-1]
        assert (first.author.name, first.approvals[0].name) == ("Ada Lovelace", "Bo Diddley")


def test_a_mailmap_elsewhere_is_not_read(
    kept: tuple[Repo, list[Trail]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo, cold = kept
    other = tmp_path / "names"
    other.write_text("Ada L. <ada@example.org>\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    repo.git("config", "--file", str(tmp_path / "gitconfig"), "mailmap.file", str(other))
    repo.git("config", "mailmap.file", str(other))
    assert read_cached(repo) == cold


def test_a_key_that_is_listed_later_signed_nothing_before(repo: Repo, tmp_path: Path) -> None:
    key = tmp_path / "key"
    make_key(Path(key))
    for setting, value in {"gpg.format": "ssh", "user.signingKey": str(key), "commit.gpgSign": "true"}.items():
        repo.git("config", setting, value)
    (repo.root / ".allowed_signers").write_text("")
    repo.commit("one", PAGE)
    assert read_cached(repo)[0].decisions[0].signature == "unknown key"
    (repo.root / ".allowed_signers").write_text(f"ada@example.org {key.with_suffix('.pub').read_text()}")
    assert read_cached(repo)[0].decisions[0].signature == "unknown key"
    repo.commit("List the key", GIT_AUTHOR_NAME="Cy", GIT_AUTHOR_EMAIL="cy@example.org")
    repo.commit("two", {"docs/a.md": "# A\n\nAnother text.\n"})
    assert [one.signature for one in read_cached(repo)[0].decisions] == ["good", "unknown key"]
    assert [one.signature for one in read_cached(repo)[0].decisions] == ["good", "unknown key"]


def test_none_but_the_newest_are_kept(repo: Repo) -> None:
    for number in range(7):
        repo.commit(f"{number}", {"docs/a.md": f"# A\n\nText {number}.\n"})
        read_cached(repo)
    assert len(large(repo)) == 4


@pytest.mark.parametrize("damage", [b"", b"no compressed text", b"x\x9c\xab\x56\x4a"])
def test_what_is_damaged_is_read_anew(kept: tuple[Repo, list[Trail]], damage: bytes) -> None:
    repo, cold = kept
    with database(repo) as cache:
        cache.execute("UPDATE large SET value = ?", (damage,))
    assert read_cached(repo) == cold
    assert read_cached(repo) == cold


def test_a_few_commits_are_not_taken_for_all(repo: Repo) -> None:
    repo.commit("one", PAGE)
    second = repo.commit("two", {"docs/a.md": "# A\n\nAnother.\n"})
    (part,) = read_part(Repository(repo.root), Scope("", ("docs",)), "HEAD", [second])
    assert [decision.title for decision in part.decisions] == ["two"]
    assert len(read_trails(Repository(repo.root), ("docs",))[0].decisions) == 2
