"""Folders for the time of one run, which a later run takes away where this one was killed.

What such a folder holds may be as secret as the repository. A lock says whether the process that made it still lives:
the system gives it up whenever that ends, which the number of a process would not show from within another container.
"""

import os
import re
import stat
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from types import TracebackType

try:
    import fcntl
except ImportError:  # Windows has no such locks; folders of killed runs stay there
    fcntl = None  # type: ignore[assignment]

_LOCK = ".trailbook-lock"


class Scratch:
    """An empty folder, ``name``, that goes when the block ends, ``cleanup`` is called, or Python does.

    It is in the folder ``beside`` or else in the system's temporary one, within a folder that begins with ``prefix``.
    The first in a place deletes what killed runs left there. Raises ``OSError`` if it can't be written.
    """

    def __init__(self, prefix: str = "trailbook-", beside: Path | None = None) -> None:
        place = str(beside or tempfile.gettempdir())
        _delete_abandoned(place, prefix)
        self._outer = TemporaryDirectory(prefix=prefix, dir=place, ignore_cleanup_errors=True)
        self._lock = _locked(Path(self._outer.name))
        inner = Path(self._outer.name, "files")
        inner.mkdir()
        self.name = str(inner)

    def __enter__(self) -> str:
        return self.name

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cleanup()

    def cleanup(self) -> None:
        """Delete the folder."""
        self._outer.cleanup()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _locked(folder: Path) -> int | None:
    """An open file that is locked as long as this process lives. It has its name only once it is locked."""
    if fcntl is None:
        return None
    fresh = folder / f"{_LOCK}.new"
    lock = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with suppress(OSError):  # a file system without locks: nothing is deleted there
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fresh.rename(folder / _LOCK)
    return lock


@cache
def _delete_abandoned(place: str, prefix: str) -> None:
    """Delete the folders in a place that a process of this user made which no longer lives."""
    if fcntl is None:
        return
    form = re.compile(rf"{re.escape(prefix)}[a-z0-9_]{{8}}")
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if form.fullmatch(entry.name):
                with suppress(OSError):
                    _delete_if_abandoned(Path(entry.path))


def _delete_if_abandoned(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        return
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises while it lives
        rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
