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
    """Values of JSON by what they were made from. Those that a build does not use are deleted when it ends."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._used: set[bytes] = set()

    @property
    def is_kept(self) -> bool:
        """Whether what is put here is kept for another build."""
        return self._cache.is_kept

    def get(self, key: bytes) -> Any:
        """What is kept under a key; None if there is nothing, or it is damaged."""
        self._used.add(key)
        kept = self._cache.get(key)
        try:
            return json.loads(zlib.decompress(kept)) if kept else None
        except (ValueError, zlib.error):
            return None

    def has(self, key: bytes) -> bool:
        """Whether anything is kept under a key."""
        return self._cache.has(key)

    def put(self, key: bytes, value: Any) -> None:
        """Keep a value."""
        self._used.add(key)
        self._cache.put(key, zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 1))

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
