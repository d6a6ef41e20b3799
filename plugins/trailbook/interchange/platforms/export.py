"""The files of an export: given one by one, in folders, or in archives, which may be anybody's."""

import re
import stat
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from trailbook.interchange.source import Node, Reading
from trailbook.text.files import decode
from trailbook.text.json_text import GENERATED, read_json_with_places
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem
from trailbook.text.unseen import printable
from trailbook.text.xml_text import read_xml
from trailbook.text.yaml_text import read_yaml

MOST_FILES = 20_000
"""The most files of an export that are read."""
LARGEST_FILE = 50_000_000
"""The largest file of an export that is read, in bytes as it is when unpacked."""
LARGEST = 500_000_000
"""The most bytes of all files together."""
ARCHIVES = (".zip", ".msapp", ".ifpkg")
"""The ends of the names of files that hold others: solutions, legacy packages, canvas apps in them, apps of Dify."""
_ODATA_KEY = re.compile(r"(?m)^(\s*(?:- )?)(@[\w.@]+)(?=:(?:\s|$))")
"""A key that YAML does not allow without quotes, and that the platform's own reader does: ``@odata.nextLink``."""
_DEEPEST = 2
"""How deep archives in archives are read: a canvas app in a solution."""


@dataclass
class Export:
    """The files of an export by their names in messages, and what was found in reading them."""

    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)
    _parsed: dict[str, Node | None] = field(default_factory=dict)

    def named(self, *ends: str) -> Iterator[str]:
        """The files whose names end so, whatever their case, in order."""
        folded = tuple(end.casefold() for end in ends)
        return (name for name in sorted(self.files) if name.casefold().endswith(folded))

    def holds(self, name: str, *words: bytes) -> bool:
        """Whether each of some words is in a file, in whichever encoding."""
        data = self.files[name]
        if data[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
            data = data.replace(b"\0", b"")
        return all(word in data for word in words)

    def node(self, name: str) -> Node | None:
        """The values of a JSON, XML or YAML file; None, with a problem, if it can't be read. Each file is read once."""
        if name not in self._parsed:
            self._parsed[name] = self._parse(name)
        return self._parsed[name]

    def reading(self, name: str, positions: Positions | None = None) -> Reading:
        """Where problems and omissions of a file are collected: one a file, begun with its ``positions``."""
        if name not in self.readings:
            self.readings[name] = Reading(name, positions or Positions())
        return self.readings[name]

    def text(self, name: str) -> str | None:
        """The text of a file, in whichever encoding it begins to say; None, with a problem, if it is none."""
        data = self.files[name]
        if data[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
            data = data.decode("utf-16", "replace").encode("utf-8", "replace")
        text, problems = decode(data, name)
        self.problems += problems
        return None if problems else text

    def _parse(self, name: str) -> Node | None:
        text = self.text(name)
        if text is None:
            return None
        values, positions, problems = _values(text, name)
        self.problems += problems
        if [problem.rule for problem in problems] == ["broken-json"]:  # text after a whole document, at the most
            values, positions, faults = _values(_before(text, problems[0]), name)
            problems = problems if faults else []
        return None if problems else Node(values, (), self.reading(name, positions))


def _before(text: str, problem: Problem) -> str:
    """The text before the place of a problem."""
    lines = text.split("\n")
    return "\n".join([*lines[: problem.line - 1], lines[problem.line - 1][: problem.column - 1]])


def _values(text: str, name: str) -> tuple[Any, Positions, list[Problem]]:
    first = text.lstrip()[:1]
    if first in ("{", "[") and not name.endswith((".yaml", ".yml")):
        return read_json_with_places(text, name, GENERATED)
    if first == "<":
        return read_xml(text, name)
    values, positions, problems = read_yaml(text, name, merges=True)
    if any(problem.rule == "broken-yaml" for problem in problems):  # Copilot Studio writes names of OData as they are
        quoted = _ODATA_KEY.sub(r"\1'\2'", text)
        values, positions, problems = (
            read_yaml(quoted, name, merges=True) if quoted != text else (None, positions, problems)
        )
    return values, positions, problems


def read_export(places: Iterable[Path]) -> Export:
    """The files at some places: files themselves, those in folders, and those in archives.

    Links are not followed. What is too large, or can't be read, is a problem, and the rest is read.
    """
    export = Export()
    reader = _Reader(export)
    for place in places:
        for file in sorted(place.rglob("*")) if place.is_dir() else (place,):
            if not stat.S_ISREG(_mode(file)) or any(part.startswith(".git") for part in file.parts):
                continue
            name = printable(file.as_posix())
            try:
                with file.open("rb") as stream:
                    reader.add(name, stream.read(LARGEST_FILE + 1), depth=0)
            except OSError as error:
                export.problems.append(Problem(name, 1, 1, "unreadable", f"can't be read: {error.strerror}"))
    return export


def _mode(file: Path) -> int:
    try:
        return file.lstat().st_mode
    except OSError:
        return stat.S_IFREG  # reported when it is opened


class _Reader:
    """Adds files to an export, and counts what it has read."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._left = LARGEST
        self._is_full = False

    def add(self, name: str, data: bytes, depth: int) -> None:
        if len(data) > LARGEST_FILE:
            self._refuse(name, "too-large", f"is larger than {LARGEST_FILE // 1_000_000} MB", "a smaller export")
        elif len(self._export.files) >= MOST_FILES or len(data) > self._left:
            if not self._is_full:
                self._refuse(name, "too-large", "the export is too large to be read whole", "a smaller export")
            self._is_full = True
        elif name.casefold().endswith(ARCHIVES) and data[:2] == b"PK" and depth < _DEEPEST:
            self._unpack(name, data, depth)
        else:
            self._left -= len(data)
            self._export.files[name] = data

    def _unpack(self, name: str, data: bytes, depth: int) -> None:
        try:
            with ZipFile(BytesIO(data)) as archive:
                for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
                    if not entry.is_dir() and not self._is_full:
                        self._add_entry(name, archive, entry, depth)
        except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            self._refuse(name, "unreadable", f"is no archive that can be read: {printable(str(error))[:80]}")

    def _add_entry(self, name: str, archive: ZipFile, entry: ZipInfo, depth: int) -> None:
        within = printable(entry.filename.replace(chr(92), "/"))
        inner = f"{name}/{within}"
        if ".." in PurePosixPath(within).parts:
            self._refuse(inner, "outside", "its name leads out of the archive")
        elif entry.flag_bits & 1:
            self._refuse(inner, "unreadable", "is locked with a password")
        elif entry.file_size > LARGEST_FILE:
            self._refuse(inner, "too-large", f"is larger than {LARGEST_FILE // 1_000_000} MB", "a smaller export")
        else:
            with archive.open(entry) as stream:  # its size is what it says it is, or less is read
                self.add(inner, stream.read(min(LARGEST_FILE, self._left) + 1), depth + 1)

    def _refuse(self, name: str, rule: str, message: str, expected: str = "") -> None:
        self._export.problems.append(Problem(name, 1, 1, rule, message, expected))


def title_of(names: list[str], layout: Collection[str] = ()) -> str:
    """What files are called together: the folder or archive that holds them all; of one file, its name without its end.

    Folders that are called as in any export of a platform, by its ``layout`` in small letters, name nothing.
    """
    if len(names) == 1:
        return PurePosixPath(names[0]).stem
    folders = [PurePosixPath(name).parent.parts for name in names]
    shared = [same[0] for same in takewhile(lambda parts: len(set(parts)) == 1, zip(*folders, strict=False))]
    folder = next((name for name in reversed(shared) if name.casefold() not in layout), "").strip("/")
    if folder.casefold().endswith(ARCHIVES):
        return PurePosixPath(folder).stem
    return folder if folder.strip(".") else PurePosixPath(names[0]).stem


def of_mapping(files: Mapping[str, bytes]) -> Export:
    """An export of files that are already read."""
    export = Export()
    reader = _Reader(export)
    for name, data in files.items():
        reader.add(name, data, depth=0)
    return export


def elements(node: Node, *path: str) -> Iterator[Node]:
    """The elements of a tag, which may be missing or occur once or several times."""
    *outer, tag = path
    for name in outer:
        node = node[name]
    inner = node[tag]
    if isinstance(inner.value, tuple):
        yield from inner.each()
    elif inner.value is not None:
        yield inner
