"""An organisation of many repositories, made from the records of this one, and what a hub of them costs.

``python benchmarks/organisation.py NUMBER [FOLDER]`` writes a shard for each repository (a threat model and three other
records under ids of their own, with the decisions behind them) and a hub of all, and measures its runs.

``python benchmarks/organisation.py grow REPOSITORY…`` makes a knowledge base of the Markdown of each repository
that it names, as policies with the whole history of those files, and measures what its shard costs. So texts,
messages and changes are those of people; nothing of them is kept.
"""

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import process_time
from typing import BinaryIO

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import REFERENCE, record_of
from trailbook.sources.shard import Shard, read_shard, shard_envelope, shard_text
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
    parts = {
        "files": {paths[id]: whole.files[paths[id]] for id in chosen},
        "links": tuple(link for link in whole.links if {record_of(link[0]), record_of(link[2])} <= chosen),
        "reviews": {},
        "trails": tuple(trail for trail in whole.trails if trail.record in chosen),
    }
    text, _ = shard_text(replace(whole, name=f"Repository {number}", elsewhere=(), **parts))
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
    changed = sorted((hub.parent / "shards").iterdir())[0]
    shard = read_shard(changed.read_bytes()).shard
    after = replace(shard, landed=datetime(2026, 11, 30, tzinfo=UTC), commit="f" * 40)
    after = replace(after, lineage=("f" * 16, *shard.lineage))
    changed.write_text(shard_text(after)[0])
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
