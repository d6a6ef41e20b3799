"""Places in a file, and where each value of a document is."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

Path = tuple[str | int, ...]
"""The way from the root of a document to a value: keys and list indexes."""


class Place(NamedTuple):
    """A line and a column of a file, both counted from 1."""

    line: int
    column: int = 1


@dataclass
class Positions:
    """The places of a document's values and keys."""

    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def of(self, path: Path, *, key: bool = False) -> Place:
        """The place of a value (or of its key), or else of the nearest value around it that is in the file."""
        if key and path in self.keys:
            return self.keys[path]
        for end in range(len(path), -1, -1):
            if (place := self.values.get(path[:end])) is not None:
                return place
        return Place(1)

    def below(self, path: Path) -> "Positions":
        """The places of what is below a value, by the path from there; that of the value itself by an empty one."""
        end = len(path)
        values = {found[end:]: place for found, place in self.values.items() if found[:end] == path}
        keys = {found[end:]: place for found, place in self.keys.items() if found[:end] == path and found[end:]}
        return Positions(values, keys)


class Lines:
    """Turns offsets into places, for a text that begins on ``first_line`` of its file."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.first_line = first_line
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, offset: int) -> Place:
        """The place of the character at an offset of the text."""
        line = bisect_right(self.starts, offset) - 1
        return Place(self.first_line + line, offset - self.starts[line] + 1)
