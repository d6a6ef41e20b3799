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
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import BinaryIO, cast

from trailbook.text.files import MAX_BYTES
from trailbook.text.processors import processors
from trailbook.trail.cache import Cache
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import Repository
from trailbook.trail.revisions import Pair, Revision, Revisions, Scope

_WORTHWHILE = 400
"""How many missing comparisons justify the start of another process."""
_LONG = 2_000
"""As many comparisons take longer than what keeps other processors busy, so those are counted as well."""
_MOST = 8
_TURNS = 32
"""How many portions there are for each process: the more, the less one waits for another in the end."""

Progress = Callable[[int, int], None]
"""Called now and then with how many steps are done, and how many there are."""


def no_progress(done: int, number: int) -> None:
    """A ``Progress`` that reports to nobody."""


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


class Portions:
    """Pairs in portions, for several threads to take: so many pairs in each at most, the largest portion first.

    Pairs of one path stay together, since each needs what the last one read. ``left`` counts the pairs that nobody has
    taken.
    """

    def __init__(self, pairs: Sequence[Pair], most: int) -> None:
        by_path: dict[str, list[Pair]] = {}
        for old, new in pairs:
            by_path.setdefault(next((side.path for side in (new, old) if side), ""), []).append((old, new))
        self._waiting: deque[list[Pair]] = deque()
        for group in sorted(by_path.values(), key=len, reverse=True):
            if not self._waiting or len(self._waiting[-1]) + len(group) > most:
                self._waiting.append([])
            self._waiting[-1].extend(group)
        self.left = len(pairs)
        self._lock = Lock()

    def take(self) -> list[Pair]:
        """The next portion; empty once the last one is taken."""
        with self._lock:
            portion = self._waiting.popleft() if self._waiting else []
            self.left -= len(portion)
            return portion


def answer_in_parallel(
    pairs: Iterable[Pair],
    revisions: Revisions,
    root: Path,
    progress: Progress,
    busy: int = 0,
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Load what is cached of the pairs, and compare the others on all processors that are not ``busy``.

    Where there is much to compare, ``busy`` ones are used as well: a site whose pages are rendered waits for it.
    Whichever process is free takes the next portion. If there are others, this one does first what there is to do
    ``meanwhile``.
    """
    missing = revisions.unanswered(pairs)
    free = processors() - (busy if len(missing) < _LONG else 0)
    processes = min(_MOST, free, 1 + len(missing) // _WORTHWHILE) if revisions.are_kept else 1
    portions = Portions(missing, len(missing) // (_TURNS * max(processes, 1)))
    running = [process for _ in range(1, processes) if (process := _start(root))]
    feeding = [Thread(target=_feed, args=(process, portions)) for process in running]
    try:
        for thread in feeding:
            thread.start()
        if running:
            meanwhile()
        while portion := portions.take():
            before = len(missing) - len(portion) - portions.left
            for done in revisions.answer_all(portion):
                progress(before + done, len(missing))
        for thread in feeding:
            thread.join()
    finally:
        for process in running:
            process.kill()
    if running:
        revisions.unanswered(missing)


def _start(root: Path) -> subprocess.Popen[bytes] | None:
    """Another process that answers pairs into the cache, or None if none can be started."""
    command = [sys.executable, "-m", __name__, str(root)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        return subprocess.Popen(  # noqa: S603 - this Python, this module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
    except OSError:
        return None


def _feed(process: subprocess.Popen[bytes], portions: Portions) -> None:
    """Hand portions to a process, one when it is done with the other, until none is left or it dies."""
    sink, source = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
    with suppress(OSError), process:  # it died
        while portion := portions.take():
            sink.write(json.dumps(portion).encode() + b"\n")
            sink.flush()
            if not source.readline():
                return


def _main() -> None:
    repository = Repository(Path(sys.argv[1]), partial=True)
    with repository.blob_reader(MAX_BYTES) as read, Cache(repository.cache_file) as cache:
        revisions = Revisions(read, cache)
        for line in sys.stdin.buffer:
            sides = ([Revision(*side) if side else None for side in pair] for pair in json.loads(line))
            for _ in revisions.answer_all(revisions.unanswered((old, new) for old, new in sides)):
                pass
            sys.stdout.write("done\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _main()
