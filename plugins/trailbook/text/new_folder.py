"""A folder that appears whole or not at all: it is made beside its place and takes it at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from trailbook.text.errors import TrailbookError


class FolderError(TrailbookError):
    """The folder can't be written where it was asked for. The message says why, and what to do."""


@contextmanager
def new_folder(to: Path, marker: str) -> Iterator[Path]:
    """An empty folder to fill, which replaces ``to`` when the block ends without an exception.

    What is replaced must be empty or hold ``marker``, a file that everything made here has: else ``FolderError`` is
    raised before anything is done. If the machine stops while one folder takes the place of the other, the earlier
    one is put back the next time.
    """
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
        with TemporaryDirectory(dir=to.parent, prefix=f".{to.name}.") as scratch:
            made = Path(scratch, "made")
            made.mkdir()
            yield made
            _replace(to, made, earlier, Path(scratch, "old"))
    except OSError as error:
        raise FolderError(f"{to.name} can't be written: {error.strerror or error}") from error


def _replace(to: Path, made: Path, earlier: Path, old: Path) -> None:
    if earlier.exists():
        earlier.rename(old.with_name("older"))
    if to.exists():
        to.rename(earlier)
    made.rename(to)
    if earlier.exists():
        earlier.rename(old)
