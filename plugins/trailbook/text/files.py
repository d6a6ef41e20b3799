"""Finding and reading the files of a knowledge base, and the problems that any kind of file can have."""

import codecs
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from trailbook.text.links import Territory, no_file, unreadable
from trailbook.text.positions import Lines
from trailbook.text.problem import Problem

MAX_BYTES = 2_000_000
"""The largest record that is read. Nobody reviews a document of more."""

YAML = (".yaml", ".yml")
SUFFIXES = (".md", *YAML)


def walk_order(path: str) -> tuple[tuple[str, ...], str]:
    """Where the path of a file comes in a walk: the files of a folder, then those of each folder in it, by name.

    What is read from the disk, from a commit and from evidence is read in this order. Of a string alone it would be
    another, for a hyphen comes before a slash.
    """
    pure = PurePosixPath(path)
    return pure.parts[:-1], pure.name


def find_files(root: Path, folders: Iterable[str], suffixes: tuple[str, ...] = SUFFIXES) -> Iterator[Path]:
    """The files below the folders that have one of the suffixes, in the order of ``walk_order``.

    Hidden files and folders are skipped, and links to folders are not followed.
    """
    for folder in sorted(set(folders), key=lambda folder: walk_order(f"{folder}/file")):
        for parent, inner, names in os.walk(root / folder):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                if name.endswith(suffixes) and not name.startswith("."):
                    yield Path(parent) / name


def read_file(
    file: Path, root: Path, largest: int = MAX_BYTES, territory: Territory | None = None
) -> tuple[bytes, list[Problem]]:
    """The bytes of a file, or the problem that prevents reading it, such as a link that leads out of a territory.

    Without a territory, links may lead to what is below ``root`` and not hidden.
    """
    path = file.relative_to(root).as_posix()
    try:
        if (fault := (territory or Territory.of(root)).fault(file)) is not None:
            return b"", [fault]
        if not file.is_file():
            return b"", [no_file(path)]
        size = file.stat().st_size
        if size > largest:
            return b"", [too_large(path, size, largest)]
        return file.read_bytes(), []
    except OSError as error:
        return b"", [unreadable(path, str(error.strerror))]


def too_large(path: str, size: int, largest: int) -> Problem:
    """The problem of a file that has more than the ``largest`` number of bytes."""
    return Problem(path, 1, 1, "too-large", f"the file has {size:,} bytes", f"at most {largest:,}")


def bad_name(path: str, expected: str = "another name") -> Problem | None:
    """The problem of a path with characters that can't be printed; None if it has none."""
    if path.isprintable():
        return None
    return Problem(path, 1, 1, "bad-path", "the name of the file holds characters that can't be printed", expected)


_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
"""The byte order marks by which an encoding is known. That of UTF-32 begins as that of UTF-16 does."""


def as_utf8(data: bytes) -> tuple[bytes, str]:
    """The bytes of a text as UTF-8, and the encoding that they were in; it is empty if nothing had to be changed.

    A byte order mark decides, then whether the bytes are UTF-8, and anything else is taken for what Western editors
    wrote before: windows-1252, or latin-1 if it uses none of the characters that the two differ in. What holds NUL
    bytes and no mark is no text, and stays as it is.
    """
    try:
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
        if encoding:
            return data.decode(encoding).encode(), encoding
        if b"\0" in data:
            return data, ""
        data.decode("utf-8")
        return data, ""
    except UnicodeDecodeError:
        if encoding:
            return data, ""
    try:
        encoding = "windows-1252" if any(0x80 <= byte < 0xA0 for byte in data) else "latin-1"
        return data.decode(encoding).encode(), encoding
    except UnicodeDecodeError:
        return data.decode("latin-1").encode(), "latin-1"


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    r"""The text of a file with ``\n`` as line ends, or the problem that it is empty or not UTF-8."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        place = Lines(before).place(len(before))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        return "", [Problem(path, place.line, place.column, "not-utf-8", message, "the file saved as UTF-8")]
    if not text.strip():
        return "", [Problem(path, 1, 1, "empty-file", "the file is empty", "a record, or no file")]
    return text, []
