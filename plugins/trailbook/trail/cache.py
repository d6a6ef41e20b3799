"""What was derived from blobs, kept so that it is derived once.

A key is made of blob ids, paths and the code that derives, so an entry can't become stale. The file can be
deleted, copied to another machine and killed in the middle of a write; one that is damaged is begun anew,
and where none can be written nothing is kept.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from trailbook.trail.git.kept import make

_WRITTEN = 4_000
"""How many new entries are written at once."""
_ASKED = 500
"""How many entries are asked for at once. Older SQLite takes no more than 999."""
_LARGE = {"large": 4, "pages": 64, "origins": 4}
"""How many large values are kept, by table: each is of one state of a history, and hardly asked for after the next."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, value BLOB)",
    *(
        f"CREATE TABLE IF NOT EXISTS {name} (number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB UNIQUE, value BLOB)"
        for name in _LARGE
    ),
)


class Cache:
    """Bytes by key in one SQLite file. A context manager: leaving it writes what is new."""

    def __init__(self, file: Path | None) -> None:
        """Open or create the file in a folder of ``trailbook.trail.git.kept``; if that fails or None, keep nothing."""
        self._new: dict[bytes, bytes] = {}
        self._held: dict[bytes, bytes | None] = {}
        self._database = _open(file) if file else None

    def get(self, key: bytes) -> bytes | None:
        """What is kept under a key, or None."""
        if key in self._new:
            return self._new[key]
        if key in self._held or self._database is None:
            return self._held.get(key)
        found = self._ask("SELECT value FROM entries WHERE key = ?", [key])
        return found[0][0] if found else None

    def has(self, key: bytes) -> bool:
        """Whether anything is kept under a key; the value is not read."""
        return key in self._new or bool(self._ask("SELECT 1 FROM entries WHERE key = ?", [key]))

    def get_large(self, key: bytes, table: str = "large") -> bytes | None:
        """What ``put_large`` kept under a key, or None."""
        found = self._ask(f"SELECT value FROM {table} WHERE key = ?", [key])  # noqa: S608 - one of _LARGE
        try:
            return zlib.decompress(found[0][0]) if found else None
        except zlib.error:
            return None

    def put_large(self, key: bytes, value: bytes, table: str = "large") -> None:
        """Keep a value of up to megabytes, and none but the newest few of its table, one of ``_LARGE``."""
        if self._database is None:
            return
        try:
            with self._database:
                self._database.execute(
                    f"INSERT OR REPLACE INTO {table} (key, value) VALUES (?, ?)",  # noqa: S608 - one of _LARGE
                    (key, _small(value)),
                )
                newest = f"SELECT number FROM {table} ORDER BY number DESC LIMIT ?"  # noqa: S608
                self._database.execute(
                    f"DELETE FROM {table} WHERE number NOT IN ({newest})",  # noqa: S608
                    (_LARGE[table],),
                )
        except sqlite3.Error:  # as in _write
            self._database = None

    @property
    def is_kept(self) -> bool:
        """Whether what is put here is kept for others."""
        return self._database is not None

    def fetch(self, keys: Iterable[bytes]) -> set[bytes]:
        """Hold the values of many keys in memory, at a fraction of the cost of one by one; give the known ones."""
        asked = list(dict.fromkeys(keys))
        self._held.update(dict.fromkeys(asked))
        for first in range(0, len(asked), _ASKED):
            self._held.update(self._rows(asked[first : first + _ASKED]))
        return {key for key in asked if self._held[key] is not None}

    def _rows(self, keys: list[bytes]) -> list[tuple[bytes, bytes]]:
        places = ", ".join("?" * len(keys))
        return self._ask(f"SELECT key, value FROM entries WHERE key IN ({places})", keys)  # noqa: S608 - only places

    def _ask(self, query: str, keys: list[bytes]) -> list[Any]:
        if self._database is None:
            return []
        try:
            return self._database.execute(query, keys).fetchall()
        except sqlite3.Error:
            self._database = None
            return []

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value under a key."""
        if self._database is not None:
            self._new[key] = value
            if len(self._new) >= _WRITTEN:
                self._write()

    def keep_only(self, keys: Iterable[bytes]) -> None:
        """Delete what is kept under any other key, for a cache whose every use needs the same keys."""
        self._write()
        if self._database is None:
            return
        try:
            with self._database:
                self._database.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)")
                self._database.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in keys))
                self._database.execute("DELETE FROM entries WHERE key NOT IN (SELECT key FROM used)")
                self._database.execute("DROP TABLE used")
        except sqlite3.Error:  # as in _write
            self._database = None

    def _write(self) -> None:
        if self._database is None or not self._new:
            return
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", self._new.items())
            self._held.update((key, value) for key, value in self._new.items() if key in self._held)
            self._new.clear()
        except sqlite3.Error:  # a full disk or a locked file costs time later, not correctness now
            self._database = None
            self._new.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write what is new, and keep nothing from now on."""
        self._write()
        if self._database is not None:
            self._database.close()
            self._database = None


def _open(file: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        try:
            make(file.parent)
            with ExitStack() as opened:  # what is open can't be deleted on Windows
                database = sqlite3.connect(file, timeout=5)
                opened.callback(database.close)
                for table in _TABLES:
                    database.execute(table)
                opened.pop_all()
            return database
        except sqlite3.OperationalError:
            return None
        except (sqlite3.DatabaseError, OSError):
            try:
                file.unlink(missing_ok=True)
            except OSError:
                return None
    return None


def _small(value: bytes) -> bytes:
    return zlib.compress(value, 1)  # JSON of a history shrinks to a tenth in a few milliseconds


DERIVING = ("text", "records", "risk", "credentials", "trail")
"""The rooms whose code derives values from blobs."""


def key(*parts: str | None, rooms: tuple[str, ...] = DERIVING) -> bytes:
    """A key that is made of the parts and of the code in ``rooms``, which derives the value."""
    encoded = [b"\xff" if part is None else part.encode("utf-8", "surrogatepass") + b"\xfe" for part in parts]
    return hashlib.blake2b(_code(rooms) + b"".join(encoded), digest_size=20).digest()


@cache
def _code(rooms: tuple[str, ...]) -> bytes:
    """A digest of the modules and templates in some rooms: a change of code is a change of every key."""
    return hashlib.blake2b(b"".join(map(_code_of, rooms)), digest_size=20).digest()


@cache
def _code_of(room: str) -> bytes:
    digest = hashlib.blake2b(digest_size=20)
    for source in _sources(files("trailbook").joinpath(room)):
        digest.update(source.read_bytes())
    return digest.digest()


def _sources(folder: Traversable) -> Iterable[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _sources(entry)
        elif entry.name.endswith((".py", ".yaml", ".j2")):
            yield entry
