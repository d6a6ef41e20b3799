"""A record as it is written: its file, the places of its values, its sections; and one that could not be read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from trailbook.records.model import ITEM_ID, Item, Record
from trailbook.text.markdown_text import Section
from trailbook.text.model_problems import models_in
from trailbook.text.positions import Path, Place, Positions
from trailbook.text.problem import Problem


@dataclass(frozen=True)
class Document:
    """A record as it is written: its file, and where in it each part is.

    ``path`` is relative to the root of the knowledge base. ``body`` is the Markdown below the front matter, which
    begins on line ``body_line``; it is empty for records in YAML.
    """

    path: str
    record: Record
    text: str
    positions: Positions
    body: str = ""
    body_line: int = 1
    sections: tuple[Section, ...] = field(default=())
    front_matter: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """All that the front matter of a plain page says: nothing but its history has a use for it."""

    def section(self, id: str) -> Section | None:
        """The heading or list item with an id, or else with an anchor; None if there is none."""
        named = (section for section in self.sections if section.id == id)
        return next(named, None) or next((section for section in self.sections if section.anchor == id), None)

    def lines_of(self, section: Section) -> range:
        """The indexes of the lines of the body that a section consists of; it ends at a heading of its level or above.

        A section that is a list item ends at the next item or paragraph that is not indented deeper.
        """
        lines = self.body.split("\n")
        first = section.line - self.body_line
        later = (s for s in self.sections if s.line > section.line and s.level <= min(section.level, 6))
        last = next((other.line - self.body_line for other in later), len(lines))
        return range(first, last if section.level < 7 else _end_of_list_item(lines, first, last))

    def place_of_item(self, id: str) -> Place:
        """Where an item is declared; the beginning of the file if it is not declared."""
        for path, place in self.positions.values.items():
            if len(path) == 3 and path[2] == "id" and _at(self.record, path[0], path[1]) == id:
                return place
        return Place(1)

    def problem(self, path: Path, rule: str, message: str, expected: str = "", nearest: str = "") -> Problem:
        """A problem with one of its values, at the place of the value; ``path`` is such as ``("steps", 0, "id")``."""
        return Problem(self.path, *self.positions.of(path), rule, message, expected, nearest)


def _stated_id(entry: object) -> str:
    """The id of an item as it is written; empty if that is none."""
    id = entry.get("id") if isinstance(entry, Mapping) else None
    return id if isinstance(id, str) and len(id) <= 64 and re.fullmatch(ITEM_ID, id) else ""


def _end_of_list_item(lines: Sequence[str], first: int, last: int) -> int:
    for number in range(first + 1, last):
        line = lines[number]
        after_gap = not lines[number - 1].strip()
        if line.strip() and _indent(line) <= _indent(lines[first]) and (after_gap or _ITEM.match(line)):
            return number
    return last


_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def page_path(path: str, docs: str) -> str:
    """The path that the page of a record has in the documentation folder ``docs``; both relative to the root."""
    return PurePosixPath(path.removeprefix(f"{docs}/")).with_suffix(".md").as_posix()


@dataclass(frozen=True)
class Unread:
    """A record that could not be read: the id it would have, if that is clear, and its Markdown.

    The id is kept so that one mistake in a file is not reported again in every file that refers to it. Of a known
    ``model``, the ``values`` are kept, some of which do not fit, so that its references are looked at all the same.
    """

    path: str
    id: str
    body: str = ""
    body_line: int = 1
    model: type[Record] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    positions: Positions = field(default_factory=Positions)
    sections: tuple[Section, ...] = ()

    @property
    def parts(self) -> frozenset[str] | None:
        """The ids of its items and sections; None if it is not clear what items it has."""
        found = {name for section in self.sections for name in (section.id, section.anchor)}
        for name, info in (self.model.model_fields if self.model else {}).items():
            if not any(issubclass(part, Item) for part in models_in(info.annotation)):
                continue
            entries = self.values.get(name, ())
            ids = [_stated_id(entry) for entry in entries] if isinstance(entries, tuple) else [""]
            if not all(ids):
                return None
            found.update(ids)
        return frozenset(found) if self.model else None


def _at(record: Record, name: str | int, index: str | int) -> str:
    values = getattr(record, str(name), ())
    return str(getattr(values[int(index)], "id", "")) if int(index) < len(values) else ""
