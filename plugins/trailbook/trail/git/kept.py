"""What is kept about a repository from one run to the next: among its user's caches, never in the repository.

A repository may come from somebody else, and its git folder with it: what lies there could be anybody's words, and be
taken for what git says. So it is kept in a folder of the user's own, one for each git folder:

- ``trail.sqlite``     what was derived from its history (``trailbook.trail.cache``)
- ``signatures.json``  of a copy that this run made: the states of signatures that its commits lost
- ``people.json``      of such a copy: who wrote its commits, by the names that the mailmap replaced

They are in ``trailbook/`` in ``XDG_CACHE_HOME``, or else in ``~/.cache``, on macOS in ``~/Library/Caches`` and on
Windows in ``LOCALAPPDATA``.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copyfile, rmtree
from time import time

from trailbook.text.scratch import Scratch

CACHE = "trail.sqlite"
SIGNATURES = "signatures.json"
PEOPLE = "people.json"

_UNUSED = 60 * 60 * 24 * 90
"""After how many seconds the folder of a repository is deleted that nothing was kept in."""


def kept_folder(git_dir: Path, work_tree: Path) -> Path | None:
    """The folder for a repository, whether or not it is there yet; None if there is no place that only its user fills.

    A place in the work tree is none, since a commit can fill it, and nor is a folder that others may write to.
    """
    if lent := os.environ.get(_variable(git_dir)):
        return Path(lent)
    base = _caches()
    if base is None or base.resolve().is_relative_to(work_tree.resolve()) or not _is_own(base):
        return None
    return base / _name(git_dir)


def lend(git_dir: Path, folder: Path) -> None:
    """Let this process, and those that it starts, use a folder for a repository that this run made."""
    os.environ[_variable(git_dir)] = str(folder)


@contextmanager
def anew(git_dir: Path, work_tree: Path) -> Iterator[None]:
    """Until the block ends, let nothing be read that was kept before, but for what this run wrote of a copy."""
    before = kept_folder(git_dir, work_tree)
    known = os.environ.get(_variable(git_dir))
    # A process that was stopped may keep its files open for a moment, which Windows does not delete then.
    with Scratch() as folder:
        for name in (SIGNATURES, PEOPLE) if before and known else ():
            if before and (before / name).is_file():
                copyfile(before / name, Path(folder, name))
        lend(git_dir, Path(folder))
        try:
            yield
        finally:
            del os.environ[_variable(git_dir)]
            if known:
                lend(git_dir, Path(known))


def make(folder: Path) -> None:
    """Create the folder for a repository, and delete those that were long not used. Raises ``OSError``."""
    if folder.is_dir():
        with suppress(OSError):
            os.utime(folder)
        return
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    for other in folder.parent.iterdir() if folder.parent == _caches() else ():
        with suppress(OSError):
            if other.stat().st_mtime < time() - _UNUSED:
                rmtree(other, ignore_errors=True)


def _caches() -> Path | None:
    """The folder of this program among its user's caches (XDG Base Directory Specification 0.8)."""
    try:
        if stated := os.environ.get("XDG_CACHE_HOME"):
            place = Path(stated)
        elif sys.platform == "win32":
            place = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        else:
            place = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    except RuntimeError:
        return None
    return place / "trailbook" if place.is_absolute() else None


def _is_own(base: Path) -> bool:
    """Whether nobody else may write to a folder; one that is not there yet will be so."""
    try:
        found = base.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return sys.platform == "win32" or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)


def _name(git_dir: Path) -> str:
    return hashlib.sha256(os.fsencode(git_dir.resolve())).hexdigest()[:32]


def _variable(git_dir: Path) -> str:
    return f"TRAILBOOK_KEPT_{_name(git_dir).upper()}"
