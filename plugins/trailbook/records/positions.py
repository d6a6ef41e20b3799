"""Where in a file a value stands."""

from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""The way from the document's root to a value: keys and list positions."""


@dataclass(frozen=True)
class Place:
    """A line and a column of a file, both counted from 1."""

    line: int
    column: int = 1


@dataclass
class Positions:
    """The places of the values and of the keys of one document."""

    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def of(self, path: Path, *, key: bool = False) -> Place:
        """The place of a value (or of its key), or of the nearest thing around it that is in the file."""
        if key and path in self.keys:
            return self.keys[path]
        for end in range(len(path), -1, -1):
            if (place := self.values.get(path[:end])) is not None:
                return place
        return Place(1)


def place_in(text: str, offset: int, first_line: int = 1) -> Place:
    """The place of a character of a text that begins on ``first_line`` of its file."""
    before = text.rfind("\n", 0, offset) + 1
    return Place(first_line + text.count("\n", 0, offset), offset - before + 1)
