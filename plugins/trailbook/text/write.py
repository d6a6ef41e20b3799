"""Writing files and folders whole or not at all, in their own place and nowhere else.

A repository is written by many hands: a link that somebody committed must not lead a command to another file.
"""

import errno
import secrets
import stat
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trailbook.text.errors import InputError
from trailbook.text.scratch import Scratch


def write_whole(file: Path, content: str | bytes, within: Path | None = None) -> None:
    """Write a file, and the folders it needs if it is to be ``within`` an existing one.

    Text is written as UTF-8, its line ends unchanged. A file that is replaced keeps its permissions. Raises ``OSError``
    with the file and the remedy if the path is a symbolic link or no regular file, or leads out of ``within``.
    """
    data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    try:
        if within is not None:
            expect_below(file.parent, within)
            file.parent.mkdir(parents=True, exist_ok=True)
        _expect_file(file)
        _replace_file(file, data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error


def as_before(text: str, before: bytes) -> bytes:
    """A text in the bytes of the file that it replaces: with its line ends, and its byte order mark if it has one."""
    mark = BOM_UTF8 if before.startswith(BOM_UTF8) else b""
    return mark + (text.replace("\n", "\r\n") if b"\r\n" in before else text).encode("utf-8", "surrogateescape")


def expect_below(folder: Path, within: Path) -> None:
    """Raise ``OSError`` with the remedy if links lead from a path ``within`` an existing folder out of it."""
    try:
        place = folder.resolve()
        # Python 3.13 and later leave a link that leads back to itself as it is, others raise.
        below = place.is_relative_to(within.resolve()) and not any(map(Path.is_symlink, (place, *place.parents)))
    except RuntimeError:
        below = False
    if not below:
        raise OSError(errno.ELOOP, "a symbolic link there leads out of the repository; replace it with a folder")


def _expect_file(file: Path) -> None:
    if file.is_symlink():
        raise OSError(errno.ELOOP, "it is a symbolic link; remove it, or name the file it leads to")
    if file.exists() and not file.is_file():
        raise OSError(errno.EEXIST, "it exists and is not a regular file; choose another name")


def _replace_file(file: Path, data: bytes) -> None:
    fresh = file.with_name(f".trailbook-{secrets.token_hex(8)}.new")
    try:
        with fresh.open("xb") as stream:
            stream.write(data)
        if file.exists():
            fresh.chmod(stat.S_IMODE(file.stat().st_mode))
        fresh.replace(file)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


class FolderError(InputError):
    """The folder can't be written where it was asked for. The message says why, and what to do."""


@contextmanager
def new_folder(to: Path, marker: str) -> Iterator[Path]:
    """An empty folder to fill, which replaces ``to`` when the block ends without an exception.

    What it replaces must be empty or hold ``marker``, a file that is in every folder made this way. If the machine
    stops while the two folders change places, the earlier one is put back next time. Raises ``FolderError``: before
    the block if ``to`` may not be replaced, after it if the folder can't be written.
    """
    if to.is_symlink():
        raise FolderError(f"{to.name} is a symbolic link; name the folder that it leads to")
    to = to.resolve()
    earlier = to.with_name(f".{to.name}.earlier")
    if earlier.exists() and not to.exists():
        earlier.rename(to)
    if to.exists() and not to.is_dir():
        raise FolderError(f"{to.name} is a file; name a folder")
    if to.exists() and any(to.iterdir()) and not (to / marker).is_file():
        raise FolderError(f"{to.name} is not empty and was not made by this command; name another folder")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with Scratch(f".{to.name}.", to.parent) as scratch:
            fresh = Path(scratch, "fresh")
            fresh.mkdir()
            yield fresh
            _replace_folder(to, fresh, earlier, Path(scratch, "old"))
    except OSError as error:
        raise FolderError(f"{to.name} can't be written: {error.strerror or error}") from error


def _replace_folder(to: Path, fresh: Path, earlier: Path, old: Path) -> None:
    if earlier.exists():
        earlier.rename(old.with_name("older"))
    if to.exists():
        to.rename(earlier)
    fresh.rename(to)
    if earlier.exists():
        earlier.rename(old)
