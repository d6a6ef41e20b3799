"""Repositories that have no pipeline: the hub clones them, with no more than it needs."""

import subprocess
from pathlib import Path

import pytest
from tests.repositories import Repo
from tests.sources.organisation import SETTINGS, repository, run
from tests.sources.test_shard import shard

from trailbook.sources.shard import read_shard
from trailbook.sources.state import read_state
from trailbook.trail.git.command import Git, GitError
from trailbook.trail.git.kept import kept_folder
from trailbook.trail.git.remote_clone import update_clone


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A hub of a repository that a host has, with a large file beside its records."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    payments = repository(tmp_path / "work", "Payments")
    payments.commit("Add code", {"src/big.bin": b"\0code" * 1000, "content/index.md": "# Start here\n"})
    subprocess.run(["git", "clone", "-q", "--bare", payments.root, tmp_path / "payments.git"], check=True)
    Repo(tmp_path / "payments.git", "--bare").git("config", "uploadpack.allowFilter", "true")
    Repo(tmp_path / "payments.git", "--bare").git("config", "uploadpack.allowAnySHA1InWant", "true")
    hub = Repo(tmp_path / "hub")
    sources = f"      sources:\n        payments: git+file://{tmp_path}/payments.git\n"
    settings = SETTINGS.format(name="Hub").replace("  - trailbook/records\n", f"  - trailbook/records:\n{sources}")
    hub.commit("Begin", {"mkdocs.yml": settings, "content/index.md": "# Start\n"})
    return hub


def clone_of(hub: Repo) -> Repo:
    kept = kept_folder(hub.root / ".trailbook" / "payments", hub.root)
    assert kept is not None
    (clone,) = kept.glob("clone-*")
    return Repo(clone)


def test_a_clone_gives_what_the_repository_itself_would_hand_on(hub: Repo, tmp_path: Path) -> None:
    result = run("hub", "--root", hub.root)
    assert result.exit_code == 0, result.output
    sealed = read_state(hub.root).shards["payments"]
    own = read_shard(shard(Repo(tmp_path / "work"), tmp_path / "own.json"))
    assert sealed.shard.trails == own.shard.trails
    assert (sealed.shard.files, sealed.shard.links, sealed.shard.commit) == (
        own.shard.files,
        own.shard.links,
        own.shard.commit,
    )


def test_a_clone_holds_the_contents_of_the_record_folders_alone(hub: Repo, tmp_path: Path) -> None:
    assert run("hub", "--root", hub.root).exit_code == 0
    clone = clone_of(hub)
    big = Repo(tmp_path / "work").git("rev-parse", "HEAD:src/big.bin")
    missing = clone.git("rev-list", "--objects", "--all", "--missing=print", "--no-object-names")
    assert f"?{big}" in missing.splitlines()
    assert not (clone.root / "src").exists()
    assert (clone.root / "threat-models/tm-hub.yaml").is_file()


def test_a_new_commit_is_fetched_and_a_host_that_is_down_changes_nothing(hub: Repo, tmp_path: Path) -> None:
    assert run("hub", "--root", hub.root).exit_code == 0
    work = Repo(tmp_path / "work")
    text = (work.root / "content/policies/access.md").read_text() + "\nMore.\n"
    head = work.commit("Say more", {"content/policies/access.md": text})
    work.git("push", "-q", str(tmp_path / "payments.git"), "main")
    assert run("hub", "--root", hub.root).exit_code == 0
    before = read_state(hub.root).shards["payments"]
    assert before.shard.commit == head
    (tmp_path / "payments.git").rename(tmp_path / "down.git")
    result = run("hub", "--root", hub.root)
    assert result.exit_code == 1
    assert "payments: out of reach; in force: 2 records" in result.output
    assert read_state(hub.root).shards["payments"].digest == before.digest


def test_a_pinned_revision_stays_where_it_is(hub: Repo, tmp_path: Path) -> None:
    first = Repo(tmp_path / "work").git("rev-parse", "HEAD~2")
    settings = hub.root / "mkdocs.yml"
    line = f"payments: {{from: git+file://{tmp_path}/payments.git, revision: {first}}}"
    text = settings.read_text().replace(f"payments: git+file://{tmp_path}/payments.git", line)
    hub.commit("Pin it", {"mkdocs.yml": text})
    result = run("hub", "--root", hub.root)
    assert result.exit_code == 0, result.output
    assert read_state(hub.root).shards["payments"].shard.commit == first


def test_no_hook_of_the_clone_is_run_and_no_strange_transport_is_used(hub: Repo, tmp_path: Path) -> None:
    assert run("hub", "--root", hub.root).exit_code == 0
    hook = clone_of(hub).root / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    assert run("hub", "--root", hub.root).exit_code == 0
    text = (hub.root / "mkdocs.yml").read_text().replace("git+file://", f"git+ext::touch {tmp_path}/ran ")
    hub.commit("Ask strangely", {"mkdocs.yml": text})
    assert run("hub", "--root", hub.root).exit_code == 1
    assert not (tmp_path / "ran").exists()


def test_a_host_that_sends_next_to_nothing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []

    def output(git: Git, *command: str, feed: bytes = b"") -> bytes:
        asked.append((command[0], git.settings))
        if command[0] == "fetch":
            raise GitError("fetch", 1, feed)
        return b""

    monkeypatch.setattr(Git, "output", output)
    with pytest.raises(GitError):
        update_clone("https://git.example.org/x.git", tmp_path / "x", None, lambda _: (), is_local=False)
    given = [settings for name, settings in asked if name in ("clone", "fetch")]
    assert len(given) == 2
    assert all({"http.lowSpeedLimit=1000", "http.lowSpeedTime=60"} <= set(settings) for settings in given)
