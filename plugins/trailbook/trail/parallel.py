"""The comparisons that a walk through a history needs, made beforehand by all processors.

The walk needs them in order, but none depends on another. Each is kept in the cache, which the processes share: one
that dies costs time and nothing else, for the walk makes whatever is missing. The
pools of ``concurrent.futures`` would not do: unless forked, their processes import the main module again, so a script
that opens a knowledge base at its top level would run several times; and one process that dies breaks the pool.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryFile

from trailbook.text.files import MAX_BYTES
from trailbook.trail.cache import Cache
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import Repository
from trailbook.trail.revisions import Pair, Revision, Revisions, Scope

_WORTHWHILE = 400
"""How many missing comparisons justify the start of another process."""
_MOST = 8

Progress = Callable[[int, int], None]
"""Called now and then with how many steps are done, and how many there are."""


def no_progress(done: int, number: int) -> None:
    """Show no progress."""


def revision_pairs(commits: Iterable[Commit], scope: Scope) -> list[Pair]:
    """Every pair of revisions that a commit leads from and to, in their order."""
    return [
        (_revision(scope, change.old_path, before), _revision(scope, change.path, change.after))
        for commit in commits
        for change in commit.changes
        for before in change.before
    ]


def _revision(scope: Scope, path: str, blob: str | None) -> Revision | None:
    inside = scope.path(path)
    return Revision(inside, blob) if inside and blob else None


def answer_in_parallel(
    pairs: Iterable[Pair], revisions: Revisions, root: Path, cache: Cache, progress: Progress, busy: int = 0
) -> None:
    """Load what is cached of the pairs, and compare the others on all processors that are not ``busy``."""
    missing = revisions.unanswered(pairs)
    processes = min(_MOST, _processors() - busy, 1 + len(missing) // _WORTHWHILE) if cache.is_kept else 1
    own, *others = _shares(missing, max(processes, 1))
    running = [process for share in others if (process := _start(root, share))]
    try:
        for done in revisions.answer_all(own):
            progress(done * (1 + len(running)), len(missing))
        for process in running:
            process.wait()
    finally:
        for process in running:
            process.kill()
    if running:
        revisions.unanswered(missing)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shares(pairs: Sequence[Pair], number: int) -> list[list[Pair]]:
    """The pairs in so many parts of about one size; those of one path stay together, as each needs the last one's."""
    by_path: dict[str, list[Pair]] = {}
    for old, new in pairs:
        by_path.setdefault(next((side.path for side in (new, old) if side), ""), []).append((old, new))
    shares: list[list[Pair]] = [[] for _ in range(number)]
    for group in by_path.values():
        min(shares, key=len).extend(group)
    return shares


def _start(root: Path, pairs: Sequence[Pair]) -> subprocess.Popen[bytes] | None:
    """Another process that answers pairs into the cache, or None if none can be started."""
    command = [sys.executable, "-m", __name__, str(root)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with TemporaryFile() as asked:
        asked.write(json.dumps(pairs).encode())
        asked.seek(0)
        try:
            return subprocess.Popen(  # noqa: S603 - this Python, this module
                command, stdin=asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
            )
        except OSError:
            return None


def _main() -> None:
    pairs = [
        (Revision(*old) if old else None, Revision(*new) if new else None) for old, new in json.load(sys.stdin.buffer)
    ]
    repository = Repository(Path(sys.argv[1]), partial=True)
    with repository.blob_reader(MAX_BYTES) as read, Cache(repository.cache_file) as cache:
        revisions = Revisions(read, cache)
        for _ in revisions.answer_all(pairs):
            pass


if __name__ == "__main__":
    _main()
