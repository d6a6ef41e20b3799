import hashlib
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from tests.audit.ledgers.ledgers import release, trails_of
from tests.repositories import Repo

from trailbook.audit.ledgers.files import ledgers_at, next_ledger, path_of
from trailbook.audit.ledgers.ledger import (
    LedgerError,
    canonical,
    ledger_file,
    ledger_schema,
    make_ledger,
    read_ledger,
    sha256_of,
)
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "kb")


def test_every_decision_is_written_down_with_what_git_shows_of_it(repo: Repo) -> None:
    first = repo.commit("Write it down", {"docs/a.md": "# A\n\nOne.\n", "code.py": "1\n"})
    repo.commit("No decision", {"code.py": "2\n"})
    second = repo.commit("Say two", {"docs/a.md": "# A\n\nTwo.\n"})
    ledger = read_ledger(next_ledger(Repository(repo.root), trails_of(repo), "1.0.0")[1])
    assert [(entry.commit, entry.parents, entry.path, entry.title) for entry in ledger.decisions] == [
        (first, (), "docs/a.md", "Write it down"),
        (second, (repo.git("rev-parse", "HEAD^"),), "docs/a.md", "Say two"),
    ]
    assert [entry.blob for entry in ledger.decisions] == [
        repo.git("rev-parse", f"{commit}:docs/a.md") for commit in (first, second)
    ]
    assert (ledger.head, ledger.commits, ledger.previous) == (second, 3, None)
    assert [(head.record, head.decisions, head.commit) for head in ledger.trails] == [("docs/a.md", 2, second)]


def test_a_decision_that_removes_a_record_has_no_blob(repo: Repo) -> None:
    repo.commit("Write it down", {"docs/a.md": "# A\n\nOne.\n"})
    repo.commit("Withdraw it", {"docs/a.md": None})
    ledger = read_ledger(next_ledger(Repository(repo.root), trails_of(repo), "1.0.0")[1])
    assert ledger.decisions[-1].blob is None


def test_the_hash_is_over_the_canonical_form_of_the_facts(repo: Repo) -> None:
    commit = repo.commit("Write it down", {"docs/a.md": "# A\n\nOne.\n"})
    (entry,) = read_ledger(next_ledger(Repository(repo.root), trails_of(repo), "1.0.0")[1]).decisions
    text = f'{{"blob":"{entry.blob}","commit":"{commit}","parents":[],"path":"docs/a.md","record":"docs/a.md"}}'
    assert entry.hash == hashlib.sha256(text.encode()).hexdigest()
    assert entry.is_sound
    assert not entry.model_copy(update={"path": "docs/b.md"}).is_sound


def test_the_interpretation_does_not_change_the_hash_of_a_decision(repo: Repo) -> None:
    repo.commit("Write it down", {"docs/a.md": "# A\n\nOne.\n"})
    commits = Repository(repo.root).history().commits
    (trail,) = trails_of(repo)
    other = replace(trail, decisions=(replace(trail.decisions[0], title="Told otherwise", changes=()),))
    (one,), (two,) = (make_ledger("1", [one], commits).decisions for one in (trail, other))
    assert one.hash == two.hash
    assert one.described != two.described


def test_each_ledger_names_the_one_before_by_the_sha256_of_its_file(repo: Repo) -> None:
    repo.commit("Write it down", {"docs/a.md": "# A\n"})
    first = release(repo, "1.0.0")
    repo.commit("Say more", {"docs/a.md": "# A\n\nMore.\n"})
    second = read_ledger(release(repo, "1.1.0"))
    assert second.previous is not None
    assert (second.previous.version, second.previous.sha256) == ("1.0.0", hashlib.sha256(first).hexdigest())
    assert [file.path for file in ledgers_at(Repository(repo.root), "HEAD")] == [
        "ledger/1.0.0.json",
        "ledger/1.1.0.json",
    ]


def test_releases_of_one_second_stay_in_the_order_of_their_chain(repo: Repo) -> None:
    at = "1767225600 +0000"
    repo.commit("Write it down", {"docs/a.md": "# A\n"}, GIT_COMMITTER_DATE=at, GIT_AUTHOR_DATE=at)
    for version in ("b", "a", "c"):
        path, data = next_ledger(Repository(repo.root), trails_of(repo), version)
        repo.write({path: data})
        repo.git("add", ".")
        repo.git("commit", "-qm", "Release", GIT_COMMITTER_DATE=at, GIT_AUTHOR_DATE=at)
    assert [file.path[7] for file in ledgers_at(Repository(repo.root), "HEAD")] == ["b", "a", "c"]


def test_the_file_is_the_same_whenever_it_is_made_and_follows_its_schema(repo: Repo) -> None:
    repo.commit("Größer \U0001f600", {"docs/ä.md": "# Ä\n"}, GIT_AUTHOR_NAME="Ådа")
    (_, one), (_, two) = (next_ledger(Repository(repo.root), trails_of(repo), "1.0.0") for _ in range(2))
    assert one == two
    assert one.isascii()
    jsonschema.validate(json.loads(one), json.loads(ledger_schema()))
    assert ledger_file(read_ledger(one)) == one


def test_a_knowledge_base_in_a_folder_has_its_ledger_there(repo: Repo) -> None:
    repo.commit("Write it down", {"kb/docs/a.md": "# A\n"})
    repository = Repository(repo.root / "kb")
    path, data = next_ledger(repository, read_trails(repository, ["docs"]), "1.0.0")
    repo.commit("Release", {f"kb/{path}": data})
    (file,) = ledgers_at(Repository(repo.root / "kb"), "HEAD")
    assert file.ledger is not None
    assert file.ledger.decisions[0].path == "docs/a.md"
    assert file.ledger.decisions[0].blob == repo.git("rev-parse", "HEAD:kb/docs/a.md")
    assert ledgers_at(Repository(repo.root), "HEAD") == ()


def test_ledgers_of_a_sha256_repository_are_read(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "other", "--object-format=sha256")
    repo.commit("Write it down", {"docs/a.md": "# A\n"})
    release(repo, "1.0.0")
    assert [file.fault for file in ledgers_at(Repository(repo.root), "HEAD")] == [""]


@pytest.mark.parametrize("version", ["", "../x", "a/b", ".hidden", "a\nb", "x" * 101, "1.", "é"])
def test_a_version_that_is_no_plain_file_name_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        path_of(version)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"format": "other"}', b"\xff\x00", b"1" * 5000])
def test_what_is_no_ledger_raises_a_ledger_error_and_no_other(data: bytes) -> None:
    with pytest.raises(LedgerError, match="not a ledger in the format"):
        read_ledger(data)


def test_names_in_order_and_no_space_make_the_canonical_form() -> None:
    assert canonical({"b": [1, "ä"], "a": None}) == b'{"a":null,"b":[1,"\\u00e4"]}'
    assert sha256_of([]) == hashlib.sha256(b"[]").hexdigest()
