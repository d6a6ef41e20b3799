"""The same run by the workers of a real Dask cluster of processes, of which one is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sources.organisation import run
from tests.sources.test_store import clones, digests, elsewhere, hub_of

distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers as processes of their own."""
    file = tmp_path / "scheduler.json"
    local = ("--host", "127.0.0.1", "--scheduler-file", str(file))
    commands = [["scheduler", *local, "--port", "0", "--no-dashboard"]]
    commands += [["worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard"]] * 2
    processes: list[subprocess.Popen[bytes]] = []
    for number, (kind, *options) in enumerate(commands):
        environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / f"cache-{number}")}  # as on machines of their own
        script = f"from distributed.cli.dask_{kind} import main; main()"
        command = [sys.executable, "-c", script, *options]
        processes.append(subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL))
        while not file.is_file():
            time.sleep(0.1)
    address = json.loads(file.read_text())["address"]
    with distributed.Client(address, timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, processes
    for process in processes[::-1]:
        process.kill()
        process.wait()


def test_workers_ask_the_repositories_and_one_that_is_killed_costs_nothing(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, processes = cluster
    hub = hub_of(tmp_path, 6)
    script = "from trailbook.cli import main; main()"
    command = [sys.executable, "-c", script, "hub", "--root", str(hub.root), "--executor", address, "--format", "json"]
    command += ["--store", str(tmp_path / "store")]
    asking = subprocess.Popen(command, stdout=subprocess.PIPE)
    with distributed.Client(address, timeout=60) as client:
        while not all(client.processing().values()):  # until both have been given something to ask
            assert asking.poll() is None
            time.sleep(0.02)
        processes[1].send_signal(signal.SIGKILL)
    output, _ = asking.communicate(timeout=120)
    found = {one["name"]: one["outcome"] for one in json.loads(output)}
    assert found == {f"app-{one}": "current" for one in range(6)}
    assert sum(len(clones(tmp_path / f"cache-{number}")) for number in (1, 2)) >= 6
    alone = digests(hub)
    assert elsewhere(hub, tmp_path / "other", tmp_path / "store", monkeypatch).exit_code == 0
    assert (digests(hub), clones(tmp_path / "other")) == (alone, []), "a run without the cluster finds what it made"


def test_a_scheduler_that_is_not_there_is_an_error_with_its_address(tmp_path: Path) -> None:
    hub = hub_of(tmp_path, 1)
    result = run("hub", "--root", hub.root, "--executor", "not-an-address")
    assert (result.exit_code, "no scheduler of Dask can be reached at not-an-address" in result.output) == (2, True)
