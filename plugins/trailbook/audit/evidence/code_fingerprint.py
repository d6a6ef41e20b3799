"""Which code made evidence: the same code makes the same tables and the same index from the same facts."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from trailbook import __version__

_ROOMS = ("text", "records", "risk", "trail", "credentials", "audit")
_SUFFIXES = (".py", ".j2", ".css", ".yaml", ".json")


@cache
def code_fingerprint() -> str:
    """The SHA-256 of the version, and of all code that decides what is read from a history and how it is written."""
    digest = hashlib.sha256(__version__.encode())
    for room in _ROOMS:
        for path, content in _files_below(files("trailbook") / room, room):
            digest.update(b"%s\0%d\0%s" % (path.encode(), len(content), content))
    return digest.hexdigest()


def _files_below(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files_below(entry, f"{path}/{entry.name}")
        elif entry.name.endswith(_SUFFIXES):
            yield f"{path}/{entry.name}", entry.read_bytes()
