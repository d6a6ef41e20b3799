"""What is kept about a repository is kept outside of it, and nothing that it brings along is believed."""

import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.trail.git.kept import kept_folder, make
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails
from trailbook.trail.trusted_keys import signatures_of

PAGE = {"content/doors.md": "# Doors\n\nAll doors are shut.\n"}


@pytest.fixture
def kb(repo: Repo) -> Repo:
    repo.commit("Begin\n\nBecause of the rain.", PAGE)
    repo.commit("Open", {"content/doors.md": "# Doors\n\nNo door is shut.\n"})
    return repo


def reasons(repo: Repo) -> list[str]:
    trails = read_trails(Repository(repo.root), ("content",))
    return [decision.rationale.text for trail in trails for decision in trail.decisions]


def alter(file: Path) -> None:
    """Have a cache say another reason for everything that it holds."""
    with sqlite3.connect(file) as database:
        for number, value in database.execute("SELECT number, value FROM large").fetchall():
            forged = zlib.compress(zlib.decompress(value).replace(b"Because of the rain.", b"Because I say so...."))
            database.execute("UPDATE large SET value = ? WHERE number = ?", (forged, number))


def test_nothing_is_written_into_the_repository(kb: Repo) -> None:
    before = sorted(kb.root.rglob("*"))
    reasons(kb)
    assert sorted(kb.root.rglob("*")) == before


def test_what_a_repository_brings_along_is_not_believed(kb: Repo) -> None:
    reasons(kb)
    kept = Repository(kb.root).kept
    assert kept
    theirs = kb.root / ".git" / "trailbook"
    shutil.copytree(kept, theirs)
    shutil.rmtree(kept)
    alter(theirs / "trail.sqlite")
    signature = {"state": "good", "signer": {"name": "Bo", "mail": "bo@example.org"}}
    (theirs / "signatures.json").write_text(json.dumps({kb.git("rev-parse", "HEAD"): signature}))
    assert "Because of the rain." in reasons(kb)
    assert signatures_of(Repository(kb.root), [kb.git("rev-parse", "HEAD")]) == {}


AUDITS = ("audit gaps --format json", "audit ledger", "audit sample --format json", "oscal component-definition")


@pytest.mark.parametrize("command", AUDITS)
def test_what_proves_something_reads_nothing_that_was_kept(
    kb: Repo, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(kb.root)
    honest = CliRunner().invoke(main, command.split()).output
    reasons(kb)
    kept = Repository(kb.root).cache_file
    assert kept
    with sqlite3.connect(kept) as database:
        database.execute("UPDATE large SET value = ?", (zlib.compress(b'{"trails": [], "signatures": {}}'),))
    before = kept.read_bytes()
    assert CliRunner().invoke(main, command.split()).output == honest
    assert kept.read_bytes() == before


def test_evidence_is_made_without_what_was_kept(kb: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(kb.root)
    CliRunner().invoke(main, ["trail"])
    kept = Repository(kb.root).cache_file
    assert kept
    alter(kept)
    assert "Because I say so" in CliRunner().invoke(main, ["trail"]).output  # it was the one that is read
    assert CliRunner().invoke(main, ["audit", "bundle", "--output", str(tmp_path / "x.zip")]).exit_code == 0
    assert b"I say so" not in (tmp_path / "x.zip").read_bytes()


def in_the_work_tree(root: Path) -> Path:
    return root / "caches"


def open_to_all(root: Path) -> Path:
    folder = root.parent / "open"
    (folder / "trailbook").mkdir(parents=True)
    (folder / "trailbook").chmod(0o777)
    return folder


def relative(_root: Path) -> Path:
    return Path("caches")


@pytest.mark.skipif(os.name == "nt", reason="rights are others there")
@pytest.mark.parametrize("place", [in_the_work_tree, open_to_all, relative])
def test_nothing_is_kept_where_others_could_put_it(
    kb: Repo, place: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(place(kb.root)))
    assert Repository(kb.root).cache_file is None
    assert "Because of the rain." in reasons(kb)


def test_each_repository_has_a_folder_that_its_user_alone_reads(tmp_path: Path, caches: Path) -> None:
    one, two = (kept_folder(tmp_path / name / ".git", tmp_path / name) for name in ("one", "two"))
    assert one and two and one != two
    assert one == kept_folder(tmp_path / "one" / ".." / "one" / ".git", tmp_path / "one")
    make(one)
    assert one.is_relative_to(caches)
    assert one.stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_what_was_long_not_used_is_deleted(tmp_path: Path) -> None:
    folders = [kept_folder(tmp_path / name / ".git", tmp_path / name) for name in ("old", "used", "new")]
    old, used, new = (folder for folder in folders if folder)
    for folder in (old, used):
        make(folder)
        os.utime(folder, (0, 0))
    make(used)
    make(new)
    assert (old.exists(), used.exists(), new.exists()) == (False, True, True)
