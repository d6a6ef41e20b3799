"""The whole history of a repository from one streaming ``git log``.

The output is split at NUL bytes and read by position, so no path, name or message can be taken for
something else: each commit is a fixed number of fields, then raw entries (which begin with a colon)
each followed by its paths.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import BinaryIO

from trailbook.trail.git.commits import Commit, FileChange, Person
from trailbook.trail.git.mailmap import NO_NAMES, Mailmap

FIELDS = ("%H", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B")
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

EXACT = "--find-renames=100%"
"""The option that makes git take none but unchanged files for moved, for which it need not read them."""

_CHUNK = 1 << 16
_ODD_ZONE = re.compile(
    r"(?P<local>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?P<sign>[+-])(?P<hours>\d{2,6}):(?P<minutes>\d\d)", re.ASCII
)
_LAST = datetime(9999, 12, 30, tzinfo=UTC)
"""A day before the last that can be written, so that any zone can still say when it was there."""
_person = lru_cache(maxsize=1024)(Person)


class _Texts(dict[bytes, str]):
    """Texts that come again and again (ids, names), each held once: a long history has the same ones many times."""

    errors = "replace"

    def __missing__(self, data: bytes) -> str:
        text = self[data] = data.decode("utf-8", self.errors)
        return text


class _Paths(_Texts):
    """Paths, each held once. Two that are no text stay two, and neither is taken for a printable name."""

    errors = "surrogateescape"


def read_log(stream: BinaryIO, names: Mailmap = NO_NAMES) -> Iterator[Commit]:
    """The commits in the output of ``git log`` with ``OPTIONS``, in its order, with people as ``names`` has them."""
    tokens = nul_separated(stream)
    texts, paths, called = _Texts(), _Paths(), lru_cache(maxsize=4096)(names.person)
    token = next(tokens, None)
    while token is not None:
        fields = [token, *(next(tokens, b"") for _ in FIELDS[1:])]
        token = next(tokens, None)
        while token == b"":  # the terminator of the format, and one more before the entries of a merge
            token = next(tokens, None)
        changes: list[FileChange] = []
        while token is not None and token.lstrip(b"\n").startswith(b":"):
            changes.append(_change(token.lstrip(b"\n"), tokens, texts, paths))
            token = next(tokens, None)
        yield _commit(fields, tuple(changes), texts, called)


def nul_separated(stream: BinaryIO) -> Iterator[bytes]:
    """What a stream has between NUL bytes."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest.strip():
        yield rest


def _change(entry: bytes, tokens: Iterator[bytes], texts: _Texts, known: _Paths) -> FileChange:
    parents = len(entry) - len(entry.lstrip(b":"))
    parts = entry[parents:].split(b" ")
    blobs = [_blob(mode, id, texts) for mode, id in zip(parts[: parents + 1], parts[parents + 1 : -1], strict=True)]
    status = parts[-1][:1]
    two = parents > 1 or status in (b"R", b"C")
    paths = [known[next(tokens, b"")] for _ in range(parents + 1 if parents > 1 else 1 + two)]
    before = tuple(blobs[:-1]) if status != b"C" else (None,)
    old = next((path for path, blob in zip(paths, before, strict=False) if blob), paths[0])
    return FileChange(paths[-1], old, before, blobs[-1])


def _blob(mode: bytes, id: bytes, texts: _Texts) -> str | None:
    """The id of a regular file's blob. Absent files, links (120000) and submodules (160000) have none."""
    return texts[id] if mode.startswith(b"100") else None


def _moment(stated: str) -> datetime:
    """A moment as git writes it; in UTC if its zone is a day or more away, and the last one known after year 9999.

    Git takes any number for the zone of a commit.
    """
    try:
        return datetime.fromisoformat(stated)
    except ValueError:
        found = _ODD_ZONE.fullmatch(stated)
        if found is None:
            return _LAST
        with suppress(OverflowError):
            away = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
            moment = datetime.fromisoformat(found["local"]).replace(tzinfo=UTC)
            return moment + away if found["sign"] == "-" else moment - away
        return _LAST


def _commit(
    fields: list[bytes], changes: tuple[FileChange, ...], texts: _Texts, called: Callable[[str, str], Person]
) -> Commit:
    id, parents, author, author_mail, authored, committer, committer_mail, committed, message = fields
    written_as, recorded_as = (
        _person(texts[name], texts[mail]) for name, mail in ((author, author_mail), (committer, committer_mail))
    )
    writer, recorder = called(written_as.name, written_as.email), called(recorded_as.name, recorded_as.email)
    return Commit(
        texts[id],
        tuple(texts[parent] for parent in parents.split()),
        writer,
        _moment(authored.decode("ascii")),
        recorder,
        _moment(committed.decode("ascii")),
        message.decode("utf-8", "replace"),
        changes,
        written_as if written_as != writer else None,
        recorded_as if recorded_as != recorder else None,
    )
