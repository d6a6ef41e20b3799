"""What a repository stores: the files of a commit, and objects from one ``git cat-file --batch`` (git-cat-file(1))."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import BinaryIO, NamedTuple

from trailbook.trail.git.command import Git

_AT_ONCE = 256
"""How many ids are asked for before the first answer is read: few enough to fit into a pipe that nobody empties."""


class Blobs:
    """Reads what is stored under ids: None if it is missing or has more than ``largest`` bytes.

    ``missing`` collects the ids under which nothing is stored. With ``present``, no other ids are asked for: where
    objects are promised by a remote, git ends when it is asked for one that it may not fetch.
    """

    missing: frozenset[str] = frozenset()

    def __init__(self, source: BinaryIO, sink: BinaryIO, largest: int, present: Collection[str] | None = None) -> None:
        self._source = source
        self._sink = sink
        self._largest = largest
        self._present = present

    def __call__(self, id: str) -> bytes | None:
        """What is stored under one id."""
        return next(content for _, content in self.each([id]))

    def each(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Each id with what is stored under it. Many at once cost git and this program fewer turns."""
        rest = iter(ids)
        while batch := list(islice(rest, _AT_ONCE)):
            asked = [id for id in batch if "\n" not in id]  # an id is a line, and no name of a file may be two
            if self._present is not None:
                self.missing |= {id for id in asked if id not in self._present}
                asked = [id for id in asked if id in self._present]
            self._sink.write("".join(f"{id}\n" for id in asked).encode("utf-8", "surrogateescape"))
            self._sink.flush()
            answers = {id: self._answer(id) for id in asked}
            yield from ((id, answers.get(id)) for id in batch)

    def _answer(self, id: str) -> bytes | None:
        header = self._source.readline().rsplit(b" ", 2)
        if len(header) < 3 or not header[2].strip().isdigit():
            self.missing |= {id}
            return None
        size = int(header[2])
        content = bytes(self._source.read(size + 1)[:-1])
        return content if size <= self._largest else None


LINK = "120000"
"""The mode of a symbolic link."""


class TreeFile(NamedTuple):
    """A file of a commit: its mode (100644 and 100755 are regular files, ``LINK`` is a symbolic link) and its blob."""

    mode: str
    blob: str

    @property
    def is_regular(self) -> bool:
        """Whether this is a file, and no link."""
        return self.mode.startswith("100")


def files_of(git: Git, commit: str, *below: str) -> dict[str, TreeFile]:
    """The files of a commit by path, of the folders ``below`` alone if any are given. Submodules are not files."""
    listed = git.output("ls-tree", "-r", "-z", "--full-tree", commit, "--", *below)
    found: dict[str, TreeFile] = {}
    for line in listed.split(b"\0"):
        facts, _, path = line.partition(b"\t")
        mode, kind, blob = facts.decode().split() if facts else ("", "", "")
        if kind == "blob":
            found[path.decode("utf-8", "surrogateescape")] = TreeFile(mode, blob)
    return found


def commits_named(git: Git, names: Iterable[str]) -> dict[str, str]:
    """The full ids of the commits that names stand for, by name; a name of anything else is left out."""
    return _ids_named(git, names, "^{commit}", "commit")


def trees_of(git: Git, commits: Iterable[str]) -> dict[str, str]:
    """The ids of the trees of commits, by commit; one that is not here is left out."""
    return _ids_named(git, commits, "^{tree}", "tree")


def blobs_named(git: Git, names: Iterable[str]) -> dict[str, str]:
    """The ids of the blobs that names such as ``COMMIT:PATH`` stand for, by name; one of anything else is left out."""
    return _ids_named(git, (name for name in names if "\n" not in name), "", "blob")


def _ids_named(git: Git, names: Iterable[str], suffix: str, kind: str) -> dict[str, str]:
    if not (asked := list(names)):
        return {}
    lines = "".join(f"{name}{suffix}\n" for name in asked).encode("utf-8", "surrogateescape")
    answers = git.text("cat-file", "--batch-check=%(objecttype) %(objectname)", feed=lines).split("\n")
    found = ((name, answer.split(" ")) for name, answer in zip(asked, answers, strict=False))
    return {name: facts[1] for name, facts in found if facts[0] == kind}


@contextmanager
def reading(git: Git, largest: int, *, promised: bool = False) -> Iterator[Blobs]:
    """What gives a repository's blobs by id: None for one that is missing or has more than ``largest`` bytes.

    ``promised`` says that the repository is a partial clone, in which a remote has promised the missing ones.
    """
    listing = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
    present = frozenset(git.text(*listing).splitlines()) if promised else None
    with git.running("cat-file", "--batch") as pipes:
        yield Blobs(pipes.source, pipes.sink, largest, present)
