"""Repositories that have no pipeline: the hub clones them, with no more than it needs."""

import errno
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import pytest
from tests.repositories import Repo
from tests.sources.organisation import SETTINGS, repository, run, shard

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


@pytest.mark.parametrize("kind", ["branch", "tag"])
def test_a_revision_that_the_host_has_no_more_is_out_of_reach(hub: Repo, tmp_path: Path, kind: str) -> None:
    host = Repo(tmp_path / "payments.git", "--bare")
    host.git(kind, "audited", "main")
    settings = hub.root / "mkdocs.yml"
    line = f"payments: {{from: git+file://{tmp_path}/payments.git, revision: audited}}"
    text = settings.read_text().replace(f"payments: git+file://{tmp_path}/payments.git", line)
    hub.commit("Pin it", {"mkdocs.yml": text})
    assert run("hub", "--root", hub.root).exit_code == 0
    host.git(kind, "-d" if kind == "tag" else "-D", "audited")
    result = run("hub", "--root", hub.root)
    assert (result.exit_code, "there is no audited there" in result.output) == (1, True)
    assert "in force: 2 records" in result.output


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


def force_push(tmp_path: Path, work: Repo) -> None:
    work.git("push", "--quiet", "--force", str(tmp_path / "payments.git"), "HEAD:refs/heads/main")


def amended(tmp_path: Path) -> None:
    work = Repo(tmp_path / "work")
    work.git("commit", "--quiet", "--amend", "--message", "Say it otherwise")
    force_push(tmp_path, work)


def taken_back(tmp_path: Path) -> None:
    work = Repo(tmp_path / "work")
    work.git("reset", "--quiet", "--hard", "HEAD~1")
    force_push(tmp_path, work)


def replaced(tmp_path: Path) -> None:
    """The host gives the address to somebody else's repository."""
    (tmp_path / "payments.git").rename(tmp_path / "moved.git")
    other = repository(tmp_path / "other", "Other")
    subprocess.run(["git", "clone", "-q", "--bare", other.root, tmp_path / "payments.git"], check=True)


def emptied(tmp_path: Path) -> None:
    work = Repo(tmp_path / "work")
    work.git("rm", "-rqf", "threat-models", "content/policies")
    work.commit("Give up")
    force_push(tmp_path, work)


def begun_anew_without_records(tmp_path: Path) -> None:
    work = Repo(tmp_path / "work")
    work.git("checkout", "--quiet", "--orphan", "anew")
    emptied(tmp_path)


def without_commits(tmp_path: Path) -> None:
    rmtree(tmp_path / "payments.git")
    Repo(tmp_path / "payments.git", "--bare")


@pytest.mark.parametrize(
    ("happens", "outcome", "said", "accepted"),
    [
        (amended, "rewritten", "its history does not hold {commit} of 2026-01-01 any more; accept", True),
        (taken_back, "rewritten", "it ends with {commit} of 2026-01-01, before the one in force; accept", True),
        (replaced, "rewritten", "its history does not hold {commit} of 2026-01-01 any more; accept", True),
        (emptied, "emptied", "it has no records any more, and had 2; accept", True),
        (begun_anew_without_records, "emptied", "and had 2, and its history does not hold {commit}", True),
        (without_commits, "missing", "", False),
    ],
)
def test_what_happens_to_a_repository_is_said_and_its_last_good_records_stay(
    hub: Repo, tmp_path: Path, happens: Callable[[Path], None], outcome: str, said: str, accepted: bool
) -> None:
    assert run("hub", "--root", hub.root).exit_code == 0
    before = read_state(hub.root).shards["payments"]
    happens(tmp_path)
    commit = Repo(tmp_path / "work").git("rev-parse", "HEAD") if happens is taken_back else before.shard.commit
    for _ in range(2):
        assert run("hub", "--root", hub.root).exit_code == 1
        state = read_state(hub.root)
        assert (state.statuses["payments"].outcome, state.shards["payments"]) == (outcome, before)
        assert said.format(commit=commit[:10]) in state.statuses["payments"].message
    result = run("hub", "--root", hub.root, "--accept", "payments")
    assert (result.exit_code == 0) is accepted
    assert (read_state(hub.root).shards["payments"] != before) is accepted


def test_a_misspelt_source_is_not_accepted_and_nobody_is_asked(hub: Repo) -> None:
    result = run("hub", "--root", hub.root, "--accept", "paymets")
    assert (result.exit_code, result.output) == (2, "Error: there is no source 'paymets'; did you mean 'payments'?\n")
    assert read_state(hub.root).statuses == {}


def test_a_disk_without_room_for_a_clone_costs_its_own_source_alone(
    hub: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = repository(tmp_path / "identity", "Identity", model="TM-DOOR")
    shard(own, tmp_path / "identity.json")
    text = (hub.root / "mkdocs.yml").read_text()
    hub.commit(
        "Ask two",
        {"mkdocs.yml": text.replace("        payments:", "        identity: ../identity.json\n        payments:")},
    )

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("trailbook.workspace.hub.make", full)
        result = run("hub", "--root", hub.root)
    assert (result.exit_code, "its clone can't be written: No space left on device" in result.output) == (1, True)
    assert "identity: current" in result.output
    assert run("hub", "--root", hub.root).exit_code == 0


def test_a_repository_without_records_says_what_it_lacks(hub: Repo, tmp_path: Path) -> None:
    pages = Repo(tmp_path / "pages")
    pages.commit("Begin", {"docs/index.md": "# Start\n", "model/threagile.yaml": "title: A model\n"})
    settings = (hub.root / "mkdocs.yml").read_text().replace(f"{tmp_path}/payments.git", str(pages.root))
    hub.commit("Ask another", {"mkdocs.yml": settings})
    said = "  it has no records: plain pages stay there, and 'trailbook import' makes records of other tools' models\n"
    for _ in "first", "again":
        result = run("hub", "--root", hub.root)
        assert (result.exit_code, said in result.output) == (0, True), result.output
