"""Objects of a repository from one ``git cat-file --batch`` (git-cat-file(1), BATCH OUTPUT)."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import BinaryIO

import git

_AT_ONCE = 256
"""How many ids are asked for before the first answer is read: few enough to fit into a pipe that nobody empties."""


class Blobs:
    """Gives what is stored under ids. None stands for what is missing or has more than ``largest`` bytes."""

    def __init__(self, source: BinaryIO, sink: BinaryIO, largest: int) -> None:
        self._source = source
        self._sink = sink
        self._largest = largest

    def __call__(self, id: str) -> bytes | None:
        """What is stored under one id."""
        return next(content for _, content in self.each([id]))

    def each(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Each id with what is stored under it. Many at once cost git and this program fewer turns."""
        rest = iter(ids)
        while batch := list(islice(rest, _AT_ONCE)):
            asked = [id for id in batch if "\n" not in id]  # an id is a line, and no name of a file may be two
            self._sink.write("".join(f"{id}\n" for id in asked).encode("utf-8", "surrogateescape"))
            self._sink.flush()
            answers = {id: self._answer() for id in asked}
            yield from ((id, answers.get(id)) for id in batch)

    def _answer(self) -> bytes | None:
        header = self._source.readline().rsplit(b" ", 2)
        if len(header) < 3 or not header[2].strip().isdigit():
            return None
        size = int(header[2])
        content = bytes(self._source.read(size + 1)[:-1])
        return content if size <= self._largest else None


@contextmanager
def reading(repo: git.Repo, largest: int) -> Iterator[Blobs]:
    """What gives a repository's blobs by id: None for one that is missing or has more than ``largest`` bytes."""
    process = repo.git.execute(["git", "cat-file", "--batch"], as_process=True, istream=-1)
    with closing(process.stdout), closing(process.stdin):
        yield Blobs(process.stdout, process.stdin, largest)
