"""Writing a file whole or not at all, in its own place and nowhere else.

A repository is written by many hands: a link that somebody committed must not lead a command to another file.
"""

import errno
import secrets
import stat
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, content: str | bytes, within: Path | None = None) -> None:
    """Write a file, and the folders that it needs if it is ``within`` one that is there.

    Text becomes UTF-8 as it stands. What is replaced keeps its permissions. Raises ``OSError``, with the file and the
    remedy, where a symbolic link or something else that is no file stands there, or a folder leads out of ``within``.
    """
    data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    try:
        if within is not None:
            _expect_below(file.parent, within)
            file.parent.mkdir(parents=True, exist_ok=True)
        _expect_file(file)
        _replace(file, data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error


def _expect_below(folder: Path, within: Path) -> None:
    try:
        below = folder.resolve().is_relative_to(within.resolve())
    except RuntimeError:  # Path.resolve() of Python 3.11 and 3.12, of a link that leads back to itself
        below = False
    if not below:
        raise OSError(errno.ELOOP, "a symbolic link leads out of the repository there; put a folder in its place")


def _expect_file(file: Path) -> None:
    if file.is_symlink():
        raise OSError(errno.ELOOP, "a symbolic link stands there; take it away, or name the file that it leads to")
    if file.exists() and not file.is_file():
        raise OSError(errno.EEXIST, "what stands there is no file; name another place")


def _replace(file: Path, data: bytes) -> None:
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
