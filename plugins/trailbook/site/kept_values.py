"""Values that are kept from one build to the next, by what they were made from."""

import json
import zlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from trailbook.trail.cache import DERIVING, Cache

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


@cache
def versions(packages: tuple[str, ...]) -> str:
    """The versions of some packages, as text."""
    return " ".join(f"{name} {_version(name)}" for name in packages)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
