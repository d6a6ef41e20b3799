"""An organisation of many repositories, made from the records of this one, and what a hub of them costs.

``python benchmarks/organisation.py NUMBER [FOLDER]`` writes a shard for each repository (a threat model and three other
records under ids of their own, with the decisions behind them) and a hub of all, and measures its runs.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha1
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time

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
SETTINGS = "site_name: Hub\ndocs_dir: content\ntheme: {name: material}\nplugins:\n  - trailbook/records:\n"
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
    yield "merging the records", _timed(workspace.knowledge)
    yield "renaming the trails", _timed(workspace.trails_elsewhere)
    found: KnowledgeBase = workspace.knowledge()
    decisions = sum(len(trail.decisions) for trail in workspace.trails_elsewhere())
    print(f"{len(found.records):,} records, {len(found.links):,} links, {decisions:,} decisions")


def _timed(step: object) -> float:
    begun = process_time()
    step()  # type: ignore[operator]
    return process_time() - begun


def main() -> None:
    """Write an organisation and print what its hub costs."""
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
