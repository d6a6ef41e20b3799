"""An organisation of many repositories, made from the records of this one, and what a hub of them costs.

``python benchmarks/organisation.py NUMBER [FOLDER]`` writes a shard for each repository (a threat model and three other
records under ids of their own, with the decisions behind them) and a hub of all, and measures its runs.

``python benchmarks/organisation.py site NUMBER CHANGED [FOLDER]`` writes the same, or takes it from the folder, and
builds the site: with nothing kept, and again after so many shards have one more decision each. It needs Linux.

``python benchmarks/organisation.py pull NUMBER`` makes so many repositories of git instead, and has their shards made
by the processes of ``trailbook hub`` and then by two workers of Dask (``trailbook[dask]``), with nothing kept. It needs
Linux.

``python benchmarks/organisation.py grow REPOSITORY…`` makes a knowledge base of the Markdown of each repository
that it names, as policies with the whole history of those files, and measures what its shard costs. So texts,
messages and changes are those of people; nothing of them is kept.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from shutil import rmtree
from time import monotonic, process_time, sleep
from typing import BinaryIO

from measuring import ENVIRONMENT

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import REFERENCE, record_of
from trailbook.sources.shard import Shard, read_shard, shard_envelope, shard_text
from trailbook.trail.changes.change import Change
from trailbook.trail.git.command import Git
from trailbook.trail.proofs.envelope import IN_TOTO, envelope_json
from trailbook.workspace.hub import run_hub, shard_of
from trailbook.workspace.workspace import open_workspace

REPOSITORY = Path(__file__).parents[1]
TODAY = date(2026, 11, 30)
OTHERS = 3
"""So many records besides its threat model each repository has."""
SETTINGS = "site_name: Hub\ndocs_dir: content\n"
SETTINGS += "theme: {name: material, features: [navigation.prune, navigation.indexes]}\n"
SETTINGS += "plugins:\n  - search\n  - trailbook/records:\n"
SETTINGS += "      sources:\n        all: ../shards\n  - trailbook/trail\n"


def of_repository(whole: Shard, number: int) -> Shard:
    """The shard of one repository: some of the records, with ids and commits that no other has."""
    paths = {trail.record: trail.path for trail in whole.trails if trail.path in whole.files}
    models = sorted(id for id in paths if id.startswith("TM-"))
    others = sorted(id for id in paths if not id.startswith(("TM-", "RL-")))
    first = number * OTHERS
    chosen = {models[number % len(models)], *(others[(first + at) % len(others)] for at in range(OTHERS))}
    part = replace(
        whole,
        name=f"Repository {number}",
        files={paths[id]: whole.files[paths[id]] for id in chosen},
        links=tuple(link for link in whole.links if {record_of(link[0]), record_of(link[2])} <= chosen),
        reviews={},
        trails=tuple(trail for trail in whole.trails if trail.record in chosen),
        elsewhere=(),
    )
    text, _ = shard_text(part)
    return read_shard(_renamed(text, number)).shard


def _renamed(text: str, number: int) -> bytes:
    statement = shard_envelope(text.encode()).payload.decode()
    statement = REFERENCE.sub(lambda m: f"{record_of(m[0])}-{number}{m[0].removeprefix(record_of(m[0]))}", statement)
    salt = sha1(str(number).encode(), usedforsecurity=False).hexdigest()[:8]
    statement = re.sub(r'"([0-9a-f]{8})([0-9a-f]{8}|[0-9a-f]{32})"', lambda m: f'"{salt}{m[2]}"', statement)
    return envelope_json(IN_TOTO, statement.encode(), None).encode()


def write(folder: Path, number: int) -> None:
    """Write the shards and the hub."""
    whole = shard_of(open_workspace(REPOSITORY), "restricted", is_whole=True)
    (folder / "shards").mkdir(parents=True)
    for one in range(number):
        (folder / "shards" / f"app-{one}.json").write_text(shard_text(of_repository(whole, one))[0])
    hub = folder / "hub"
    (hub / "content").mkdir(parents=True)
    (hub / "mkdocs.yml").write_text(SETTINGS)
    (hub / ".gitignore").write_text("site/\n")
    (hub / "content" / "index.md").write_text("# Start\n")
    Git(hub).output("init", "--quiet")
    Git(hub).output("add", "--all")
    Git(hub).using("user.name=Bench", "user.email=bench@example.org").output("commit", "--quiet", "--message=Begin")


def measure(hub: Path) -> Iterator[tuple[str, float]]:
    """What each step takes, in seconds."""

    def run() -> None:
        with ThreadPoolExecutor(16) as executor:
            run_hub(open_workspace(hub), lambda _: executor, TODAY)

    for what in ("hub, all new", "hub, nothing new"):
        yield what, _timed(run)
    decide(sorted((hub.parent / "shards").iterdir())[0])
    yield "hub, one changed", _timed(run)
    workspace = open_workspace(hub)
    yield "reading what is kept", _timed(workspace.sources)
    yield "merging the records, none read before", _timed(workspace.knowledge)
    workspace = open_workspace(hub)
    _ = workspace.sources().handed
    yield "merging the records, all read before", _timed(workspace.knowledge)
    yield "renaming the trails", _timed(workspace.trails_elsewhere)
    found: KnowledgeBase = workspace.knowledge()
    decisions = sum(len(trail.decisions) for trail in workspace.trails_elsewhere())
    print(f"{len(found.records):,} records, {len(found.links):,} links, {decisions:,} decisions")


def decide(file: Path) -> None:
    """Give a shard one more decision, which adds a sentence to one of its records."""
    shard, said = read_shard(file.read_bytes()).shard, os.urandom(20).hex()
    path = max(trail.path for trail in shard.trails if trail.path in shard.files and trail.path.endswith(".md"))
    trail = next(trail for trail in shard.trails if trail.path == path)
    now = datetime.now(UTC).replace(microsecond=0)
    change = Change(None, "text", "added", None, f"And {said}.")
    newest = replace(trail.decisions[0], commit=said, authored=now, landed=now, changes=(change,), title=f"Say {said}")
    newest = replace(newest, related=(), request=None, taken_in=(), agreed_later=())
    trails = {one.record: one for one in shard.trails}
    trails[trail.record] = replace(trail, decisions=(newest, *trail.decisions))
    files = {**shard.files, path: f"{shard.files[path]}\n\nAnd {said}.\n"}
    after = replace(shard, landed=now, commit=said, lineage=(said[:16], *shard.lineage))
    file.write_text(shard_text(replace(after, files=files, trails=tuple(trails.values())))[0])


def measure_site(folder: Path, changed: int) -> None:
    """Print what the hub and its site cost, with nothing kept and after some shards have changed."""
    shards = sorted((folder / "shards").iterdir())
    for name in ("cache", "hub/site", "hub/.trailbook"):
        rmtree(folder / name, ignore_errors=True)
    for what, files in (("clean", []), (f"{changed} changed", shards[:changed])):
        for file in files:
            decide(file)
        for command in (("trailbook", "hub"), ("mkdocs", "build", "--quiet")):
            cost = _watched(command, folder)
            print(json.dumps({"what": what, "command": command[0], "repositories": len(shards), **cost}), flush=True)


def _watched(command: Sequence[str], folder: Path) -> dict[str, object]:
    """What a command cost with all processes that it started, and the megabytes that each kind of them had at most."""
    environment = {**ENVIRONMENT, "XDG_CACHE_HOME": str(folder / "cache"), "NO_MKDOCS_2_WARNING": "1"}
    began, before = monotonic(), _spent()
    program = Path(sys.executable).with_name(command[0])
    process = subprocess.Popen(  # noqa: S603 - its own
        [program, *command[1:]], cwd=folder / "hub", env=environment, stdout=subprocess.DEVNULL
    )
    peaks: dict[str, int] = {}
    while process.poll() is None:
        for name, megabytes in _memory(process.pid):
            peaks[name] = max(peaks.get(name, 0), megabytes)
        sleep(0.1)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed")
    return {"cpu": round(_spent() - before, 1), "clock": round(monotonic() - began, 1), "peak MB": peaks}


def _memory(root: int) -> Iterator[tuple[str, int]]:
    """The name and the peak of a process, and of those that it started (proc(5))."""
    for place in (Path("/proc", str(root)), *Path("/proc").glob("[0-9]*")):
        with suppress(OSError, KeyError):
            said = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines())
            if place.name == str(root) or said["PPid"].strip() == str(root):
                words = (place / "cmdline").read_text().split("\0")
                name = next((word for word in words if word.startswith("trailbook.site")), Path(words[0]).name)
                yield name if int(place.name) != root else "itself", int(said["VmHWM"].split()[0]) // 1000


def measure_pulls(folder: Path, number: int) -> None:
    """Print what the shards of repositories of git cost, made by processes of the hub and by workers of Dask."""
    whole = shard_of(open_workspace(REPOSITORY), "restricted", is_whole=True)
    hub = folder / "hub"
    sources = "".join(f"        app-{one}: git+file://{folder}/app-{one}\n" for one in range(number))
    texts = {f"app-{one}": of_repository(whole, one).files for one in range(number)}
    alone = "site_name: App\ndocs_dir: content\nplugins: [trailbook/records, trailbook/trail]\n"
    texts |= {"hub": {"mkdocs.yml": SETTINGS.replace("        all: ../shards\n", sources)}}
    for name, files in texts.items():
        for path, text in {"mkdocs.yml": alone, "content/index.md": "# Start\n", **files}.items():
            (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / path).write_text(text)
        git = Git(folder / name)
        git.output("init", "--quiet")
        git.output("add", "--all")
        git.using("user.name=Bench", "user.email=bench@example.org").output("commit", "--quiet", "--message=Begin")
    with _cluster(folder) as (address, workers):
        for what, options in (("processes of the hub", ()), ("two workers of Dask", ("--executor", address))):
            rmtree(folder / "cache", ignore_errors=True)
            rmtree(hub / ".trailbook", ignore_errors=True)
            before = [*map(_used, workers)]
            cost = _watched(("trailbook", "hub", *options), folder)
            spent = [round(_used(one) - earlier, 1) for one, earlier in zip(workers, before, strict=True)]
            print(json.dumps({"what": what, "repositories": number, **cost, "workers": spent}), flush=True)


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """The address of a scheduler of Dask, and the numbers of the processes of its two workers."""
    from distributed import Client  # noqa: PLC0415 - an extra

    file = folder / "scheduler.json"
    worker = ["worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    commands = [
        ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)],
        *[worker] * 2,
    ]
    processes = []
    for number, (kind, *options) in enumerate(commands):
        command = [sys.executable, "-c", f"from distributed.cli.dask_{kind} import main; main()", *options]
        environment = {**ENVIRONMENT, "XDG_CACHE_HOME": str(folder / f"cache-{number}")}
        processes.append(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))  # noqa: S603 - its own
        while not file.is_file():
            sleep(0.1)
    address = json.loads(file.read_text())["address"]
    with Client(address, timeout=300) as client:
        client.wait_for_workers(2, timeout=300)
    try:
        yield address, [process.pid for process in processes[1:]]
    finally:
        for process in processes[::-1]:
            process.kill()
            process.wait()


def _used(pid: int) -> float:
    """The processor time of a process and of those that it has waited for, in seconds (proc(5))."""
    said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, said[11:15])) / os.sysconf("SC_CLK_TCK")


def grow(source: Path, folder: Path) -> None:
    """Make a knowledge base in ``folder`` of the Markdown of a repository, each commit with its message and time."""
    folder.mkdir()
    Git(folder).output("init", "--quiet", "--initial-branch=main")
    exported = Git(source).output("fast-export", "--reencode=yes", "--signed-tags=strip", "HEAD", "--", "*.md")
    Git(folder).output("fast-import", "--quiet", feed=b"".join(_as_policies(BytesIO(exported))))
    Git(folder).output("checkout", "--quiet", "main")
    (folder / "mkdocs.yml").write_text("site_name: Grown\ndocs_dir: content\nplugins: [trailbook/records]\n")
    Git(folder).output("add", "--all")
    Git(folder).using("user.name=Bench", "user.email=bench@example.org").output("commit", "--quiet", "--message=Begin")


def _as_policies(stream: BinaryIO) -> Iterator[bytes]:
    """What ``git fast-export`` wrote, with each Markdown file below ``content`` and as the record of its path."""
    blobs: dict[bytes, bytes] = {}
    mark, is_blob = b"", False
    for line in iter(stream.readline, b""):
        word, _, rest = line.rstrip(b"\n").partition(b" ")
        if word == b"blob":
            is_blob = True
        elif word in (b"commit", b"reset"):
            is_blob = False
            yield word + b" refs/heads/main\n"
            continue
        elif word == b"mark" and is_blob:
            mark = rest
            continue
        if word == b"data" and is_blob:
            blobs[mark] = stream.read(int(rest))
        elif word == b"data":
            yield line + stream.read(int(rest))
        elif word == b"M":
            mode, blob, path = rest.split(b" ", 2)
            if mode.startswith(b"100") and not path.startswith(b'"'):
                id = b"POL-" + sha1(path, usedforsecurity=False).hexdigest()[:10].upper().encode()
                head = b"---\nid: %b\nkind: policy\nowner: Security\nroles: [maker]\n" % id
                head += b"review: {cadence: yearly, next: 2027-01-01}\ncontrols: [{id: C1, level: should}]\n---\n"
                text = head + blobs[blob] + b"\n\n## Keep to it {#C1}\n\nWhat is above holds.\n"
                yield b"M %b inline content/%b\ndata %d\n%b\n" % (mode, path, len(text), text)
        elif word == b"D":
            yield b"D content/" + rest + b"\n" if not rest.startswith(b'"') else b""
        elif not is_blob:
            yield line


def measure_grown(sources: list[Path]) -> None:
    """Print what the shard of each grown knowledge base costs, with nothing cached."""
    for number, source in enumerate(sources):
        with tempfile.TemporaryDirectory() as scratch:
            grow(source, Path(scratch, "grown"))
            os.environ["XDG_CACHE_HOME"] = str(Path(scratch, "cache"))
            begun = _spent()
            found = shard_of(open_workspace(Path(scratch, "grown")), "restricted", is_whole=True)
            text = shard_text(found)[0]
            values = {
                "repository": number + 1,
                "commits": int(Git(Path(scratch, "grown")).text("rev-list", "--count", "HEAD")),
                "records": len(found.files),
                "decisions": sum(len(trail.decisions) for trail in found.trails),
                "seconds": round(_spent() - begun, 1),
                "KB": len(text) // 1000,
                "peak MB": getrusage(RUSAGE_SELF).ru_maxrss // 1000,
            }
            print(json.dumps(values), flush=True)


def _spent() -> float:
    """The processor time of this process and of those that it has waited for, in seconds."""
    used = (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _timed(step: object) -> float:
    begun = process_time()
    step()  # type: ignore[operator]
    return process_time() - begun


def main() -> None:
    """Write an organisation and print what its hub costs."""
    if sys.argv[1] == "grow":
        measure_grown([Path(one) for one in sys.argv[2:]])
        return
    if sys.argv[1] == "site":
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(sys.argv[4] if len(sys.argv) > 4 else scratch) / "organisation"
            if not folder.exists():
                write(folder, int(sys.argv[2]))
            measure_site(folder, int(sys.argv[3]))
        return
    if sys.argv[1] == "pull":
        with tempfile.TemporaryDirectory() as scratch:
            measure_pulls(Path(scratch), int(sys.argv[2]))
        return
    number = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else scratch) / "organisation"
        if not folder.exists():
            write(folder, number)
        size = sum(file.stat().st_size for file in (folder / "shards").iterdir())
        print(f"{number:,} repositories, {size / number / 1000:,.0f} KB a shard")
        for what, seconds in measure(folder / "hub"):
            print(
                json.dumps({"step": what, "seconds": round(seconds, 1), "ms_each": round(seconds / number * 1000, 1)})
            )
        print(f"peak {getrusage(RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB")


if __name__ == "__main__":
    main()
