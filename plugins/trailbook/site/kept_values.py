"""Values that are kept from one build to the next, by what they were made from."""

import json
import sys
import zlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from trailbook.trail.cache import DERIVING, Cache, key

ROOMS = (*DERIVING, "drift", "diagrams", "site", "workspace")
"""The rooms whose code makes pages."""


class KeptValues:
    """Values of JSON, or bytes, by what they were made from. Those that a build has no use for go when it ends."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._used: set[bytes] = set()

    @property
    def is_kept(self) -> bool:
        """Whether what is put here is kept for another build."""
        return self._cache.is_kept

    def get(self, key: bytes) -> Any:
        """What is kept under a key; None if there is nothing, or it is damaged."""
        try:
            kept = self.get_bytes(key)
            return json.loads(kept) if kept else None
        except ValueError:
            return None

    def get_bytes(self, key: bytes) -> bytes | None:
        """The bytes that ``put_bytes`` kept under a key; None if there are none, or they are damaged."""
        self._used.add(key)
        kept = self._cache.get(key)
        try:
            return zlib.decompress(kept) if kept else None
        except zlib.error:
            return None

    def has(self, key: bytes) -> bool:
        """Whether anything is kept under a key."""
        return self._cache.has(key)

    def use(self, key: bytes) -> None:
        """Keep what there is under a key for the next build, without reading it."""
        self._used.add(key)

    def put(self, key: bytes, value: Any) -> None:
        """Keep a value."""
        self.put_bytes(key, json.dumps(value, separators=(",", ":")).encode())

    def put_bytes(self, key: bytes, value: bytes) -> None:
        """Keep bytes."""
        self._used.add(key)
        self._cache.put(key, zlib.compress(value, 1))

    def close(self, *, complete: bool) -> None:
        """Write what is new; after a build that was ``complete``, delete what it had no use for."""
        if complete:
            self._cache.keep_only(self._used)
        self._cache.close()


class KeptTemplates(BytecodeCache):
    """The code that Jinja compiled from templates, by what else it depends on besides their names and texts."""

    def __init__(self, values: KeptValues, *same: str, rooms: tuple[str, ...] = ()) -> None:
        """``rooms`` are those whose code has a say in what is compiled."""
        self._values, self._rooms = values, rooms
        self._same = (*same, versions(("jinja2", "markupsafe")), sys.version)

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name alone: the code itself says which text it is of."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code from what is kept. What is damaged or of another text, Jinja compiles anew."""
        if found := self._values.get_bytes(self._place(bucket.key)):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        self._values.put_bytes(self._place(bucket.key), bucket.bytecode_to_string())

    def use(self, name: str) -> None:
        """Keep the code of a template for the next build, even if this one does not ask for it."""
        self._values.use(self._place(name))

    def _place(self, name: str) -> bytes:
        return key("template", name, *self._same, rooms=self._rooms)


@cache
def versions(packages: tuple[str, ...]) -> str:
    """The versions of some packages, as text."""
    return " ".join(f"{name} {_version(name)}" for name in packages)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
