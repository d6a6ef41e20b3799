"""A store in which runs of the hub on several machines share what they made of repositories."""

from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from click.testing import Result
from tests.repositories import Repo
from tests.sources.organisation import SETTINGS, repository, run

from trailbook.sources.state import read_state
from trailbook.sources.store import Store

pytest.importorskip("fsspec")


@pytest.fixture
def hub(tmp_path: Path) -> Repo:
    """A hub that names one repository by its git address."""
    return hub_of(tmp_path, 1)


def hub_of(folder: Path, number: int) -> Repo:
    lines = []
    for one in range(number):
        repo = repository(folder / f"app-{one}", f"App {one}", model=f"TM-APP-{one}")
        repo.git("clone", "--quiet", "--bare", ".", str(folder / f"app-{one}.git"))
        lines.append(f"        app-{one}: git+file://{folder}/app-{one}.git\n")
    hub = Repo(folder / "hub")
    plugin = f"  - trailbook/records:\n      sources:\n{''.join(lines)}"
    settings = SETTINGS.format(name="Hub").replace("  - trailbook/records\n", plugin)
    hub.commit("Begin", {"mkdocs.yml": settings, "content/index.md": "# Start\n"})
    return hub


def elsewhere(hub: Repo, cache: Path, store: object, patch: pytest.MonkeyPatch, *more: str) -> Result:
    """A run on another machine: nothing is kept there yet, but the store can be reached."""
    patch.setenv("XDG_CACHE_HOME", str(cache))
    rmtree(hub.root / ".trailbook", ignore_errors=True)
    return run("hub", "--root", hub.root, "--store", str(store), *more)


def clones(cache: Path) -> list[Path]:
    return [*cache.rglob("clone-*")]


def digests(hub: Repo) -> dict[str, str]:
    return {name: one.digest for name, one in read_state(hub.root).shards.items()}


def test_what_one_machine_made_no_other_makes_again(hub: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert elsewhere(hub, tmp_path / "one", tmp_path / "store", monkeypatch).exit_code == 0
    first_digests = digests(hub)
    assert len(clones(tmp_path / "one")) == 1
    assert elsewhere(hub, tmp_path / "two", tmp_path / "store", monkeypatch).exit_code == 0
    assert (digests(hub), clones(tmp_path / "two")) == (first_digests, [])
    work = Repo(tmp_path / "app-0")
    head = work.commit("Go on", {"content/index.md": "# Start here\n"})
    work.git("push", "-q", str(tmp_path / "app-0.git"), "main")
    assert elsewhere(hub, tmp_path / "two", tmp_path / "store", monkeypatch).exit_code == 0
    assert read_state(hub.root).shards["app-0"].shard.commit == head
    assert len(clones(tmp_path / "two")) == 1


def test_what_is_in_a_store_and_was_spoilt_is_made_again(
    hub: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(hub, tmp_path / "one", tmp_path / "store", monkeypatch)
    first_digests = digests(hub)
    kept = [file for file in (tmp_path / "store").rglob("*") if file.is_file() and file.stat().st_size]
    assert len(kept) == 2
    for number, file in enumerate(kept):
        file.write_bytes(file.read_bytes()[:-1])
        assert elsewhere(hub, tmp_path / f"again-{number}", tmp_path / "store", monkeypatch).exit_code == 0
        assert digests(hub) == first_digests
        assert len(clones(tmp_path / f"again-{number}")) == 1, "it was made here"
        assert elsewhere(hub, tmp_path / f"then-{number}", tmp_path / "store", monkeypatch).exit_code == 0
        assert clones(tmp_path / f"then-{number}") == [], "and is whole again"


@pytest.mark.parametrize("works", [0, 1, 2, 3])
def test_a_store_that_fails_half_way_costs_no_result(
    hub: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, works: int
) -> None:
    done: list[str] = []

    def failing(name: str) -> Any:
        working = getattr(Store, name)

        def act(store: Store, *arguments: Any) -> Any:
            done.append(name)
            if len(done) - 2 > works:  # two are of the check
                raise ConnectionError("the network is gone")
            return working(store, *arguments)

        return act

    with monkeypatch.context() as patch:
        for name in ("_read", "_write"):
            patch.setattr(Store, name, failing(name))
        assert elsewhere(hub, tmp_path / "one", tmp_path / "store", monkeypatch).exit_code == 0
    first_digests = digests(hub)
    assert set(first_digests) == {"app-0"}
    assert elsewhere(hub, tmp_path / "two", tmp_path / "store", monkeypatch).exit_code == 0
    assert digests(hub) == first_digests


def test_a_store_may_be_in_memory(hub: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"memory://{tmp_path.name}"
    assert elsewhere(hub, tmp_path / "one", address, monkeypatch).exit_code == 0
    assert elsewhere(hub, tmp_path / "two", address, monkeypatch).exit_code == 0
    assert clones(tmp_path / "two") == []


@pytest.mark.parametrize(
    ("address", "said"), [("nowhere://x", "Protocol not known: nowhere"), ("/dev/null/store", "NotADirectoryError")]
)
def test_a_store_that_can_not_be_used_is_said_before_anybody_is_asked(
    hub: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    result = elsewhere(hub, tmp_path / "one", address, monkeypatch)
    assert (result.exit_code, f"{address} can't be used" in result.output, said in result.output) == (2, True, True)
    assert clones(tmp_path / "one") == []


def test_several_repositories_are_read_by_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = hub_of(tmp_path, 4)
    monkeypatch.setattr("trailbook.cli.hub.processors", lambda: 2)
    result = elsewhere(hub, tmp_path / "one", tmp_path / "store", monkeypatch)
    assert (result.exit_code, "4 repositories, 0 not current" in result.output) == (0, True), result.output
    by_processes = digests(hub)
    assert len(clones(tmp_path / "one")) == 4
    assert elsewhere(hub, tmp_path / "two", tmp_path / "other", monkeypatch, "--jobs", "1").exit_code == 0
    assert digests(hub) == by_processes
