"""Finding and reading the files of a knowledge base."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from trailbook.text.positions import Lines
from trailbook.text.problem import Problem

MAX_BYTES = 2_000_000
"""The largest record that is read. Nobody reviews a document of more."""

SUFFIXES = (".md", ".yaml", ".yml")


def find_files(root: Path, folders: Iterable[str], suffixes: tuple[str, ...] = SUFFIXES) -> Iterator[Path]:
    """The files below the folders that have one of the suffixes, ordered by path.

    Hidden files and folders are skipped, and links to folders are not followed.
    """
    for folder in sorted(set(folders)):
        for parent, inner, names in os.walk(root / folder):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                if name.endswith(suffixes) and not name.startswith("."):
                    yield Path(parent) / name


def read_file(file: Path, root: Path, largest: int = MAX_BYTES) -> tuple[bytes, list[Problem]]:
    """The bytes of a file, or the problem that prevents reading it."""
    path = file.relative_to(root).as_posix()

    def problem(rule: str, message: str, expected: str = "") -> tuple[bytes, list[Problem]]:
        return b"", [Problem(path, 1, 1, rule, message, expected)]

    try:
        if not file.resolve().is_relative_to(root.resolve()):
            return problem("link-outside", "a symbolic link that leads out of the repository", "a file inside it")
        if not file.is_file():
            return problem("unreadable", "can't be read: not a regular file, or a link that leads nowhere")
        size = file.stat().st_size
        if size > largest:
            return problem("too-large", f"the file has {size:,} bytes", f"at most {largest:,}")
        return file.read_bytes(), []
    except OSError as error:
        return problem("unreadable", f"can't be read: {error.strerror}")
    except RuntimeError:  # Path.resolve() of Python 3.11 and 3.12
        return problem("unreadable", "can't be read: a symbolic link that leads back to itself")


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
