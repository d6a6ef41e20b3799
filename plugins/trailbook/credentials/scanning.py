"""The credentials in the files of a knowledge base as they are on the disk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trailbook.credentials.allowing import CredentialOptions
from trailbook.credentials.finding import Found, find
from trailbook.credentials.telling import told
from trailbook.text.files import find_files, read_file
from trailbook.text.mkdocs_yml import NAMES
from trailbook.text.positions import Lines, Place
from trailbook.text.problem import Problem

MAX_BYTES = 20_000_000
"""A file of more than this is not looked through."""

_BINARY = 8_000
"""A NUL byte among so many tells git that a file is no text (gitattributes(5), ``diff``); so it does here."""
_FILES = (*NAMES, "roles.yaml")


@dataclass(frozen=True)
class Scan:
    """What was found, and every credential itself, allowed ones included, so that it can be hidden elsewhere."""

    problems: tuple[Problem, ...] = ()
    found: frozenset[str] = frozenset()


def scan_files(root: Path, folders: Iterable[str], options: CredentialOptions, today: date | None) -> Scan:
    """Look through all text files below the folders, and the configuration beside them."""
    problems: set[Problem] = set()
    credentials: set[str] = set()
    for file in sorted(set(_files(root, folders))):
        data, faults = read_file(file, root, MAX_BYTES)
        path = file.relative_to(root).as_posix()
        for found, place in placed(find(text := "" if faults else text_of(data)), text):
            credentials.add(found.text)
            if problem := told(path, found, place, options, today):
                problems.add(problem)
    return Scan(tuple(sorted(problems)), frozenset(credentials))


def is_looked_through(path: str, folders: Iterable[str]) -> bool:
    """Whether a path of the knowledge base is among those that are looked through."""
    return path in _FILES or any(path.startswith(f"{folder}/") for folder in folders)


def placed(found: list[Found], text: str) -> list[tuple[Found, Place]]:
    """What was found in a text, with its places."""
    lines = Lines(text if found else "")
    return [(one, lines.place(one.start)) for one in found]


def text_of(data: bytes) -> str:
    """The text in a file's bytes; empty where they are no text."""
    return "" if b"\0" in data[:_BINARY] else data.decode("utf-8-sig", "replace")


def _files(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    yield from find_files(root, folders, ("",))
    yield from (root / name for name in _FILES if (root / name).is_file())
