"""The whole history of a repository from one streaming ``git log``.

The output is split at NUL bytes and read by position, so no path, name or message can be taken for
something else: each commit is a fixed number of fields, then raw entries (which begin with a colon)
each followed by its paths.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from trailbook.trail.commits import Commit, FileChange, Person

FIELDS = ("%H", "%P", "%aN", "%aE", "%aI", "%cN", "%cE", "%cI", "%B")
OPTIONS = (
    "-z",
    "--raw",
    "--no-abbrev",
    "--find-renames",
    "-c",
    "--combined-all-paths",
    "--topo-order",
    "--encoding=UTF-8",
    f"--format=tformat:{'%x00'.join(FIELDS)}%x00",
)
"""Options of ``git log``. ``-c`` lists for a merge only what differs from every parent."""

_CHUNK = 1 << 16


def read_log(stream: BinaryIO) -> Iterator[Commit]:
    """The commits in the output of ``git log`` with ``OPTIONS``, in its order."""
    tokens = _tokens(stream)
    token = next(tokens, None)
    while token is not None:
        fields = [token, *(next(tokens, b"") for _ in FIELDS[1:])]
        token = next(tokens, None)
        while token == b"":  # the terminator of the format, and one more before the entries of a merge
            token = next(tokens, None)
        changes: list[FileChange] = []
        while token is not None and token.lstrip(b"\n").startswith(b":"):
            changes.append(_change(token.lstrip(b"\n").decode("ascii"), tokens))
            token = next(tokens, None)
        yield _commit([field.decode("utf-8", "replace") for field in fields], tuple(changes))


def _tokens(stream: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest.strip():
        yield rest


def _change(entry: str, tokens: Iterator[bytes]) -> FileChange:
    parents = len(entry) - len(entry.lstrip(":"))
    parts = entry[parents:].split(" ")
    blobs = [_blob(mode, id) for mode, id in zip(parts[: parents + 1], parts[parents + 1 : -1], strict=True)]
    status = parts[-1]
    two = parents > 1 or status[0] in "RC"
    paths = [next(tokens, b"").decode("utf-8", "replace") for _ in range(parents + 1 if parents > 1 else 1 + two)]
    before = tuple(blobs[:-1]) if status[0] != "C" else (None,)
    return FileChange(paths[-1], paths[0], before, blobs[-1])


def _blob(mode: str, id: str) -> str | None:
    """The id of a regular file's blob. Absent files, links (120000) and submodules (160000) have none."""
    return id if mode.startswith("100") else None


def _commit(fields: list[str], changes: tuple[FileChange, ...]) -> Commit:
    id, parents, author, author_mail, authored, committer, committer_mail, committed, message = fields
    return Commit(
        id,
        tuple(parents.split()),
        Person(author, author_mail),
        datetime.fromisoformat(authored),
        Person(committer, committer_mail),
        datetime.fromisoformat(committed),
        message,
        changes,
    )
