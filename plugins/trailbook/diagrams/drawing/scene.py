"""What a picture shows, before anything is sized or placed: cards in frames, and streams between the cards.

Every picture is such a scene, whatever it is of, and is laid out and painted the same way. A module beside
this one makes the scene of each picture from records.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Mark = Literal["", "added", "removed", "changed", "weakened", "strengthened", "affected"]
"""What is to be noticed about a part of a picture."""

Key = Literal["crossing", "sensitivity", "against"]
"""A mark whose meaning the picture has to tell, since nothing else does."""


@dataclass(frozen=True)
class Pill:
    """A word in a coloured pill: the level that gives the colour, and what it says."""

    level: str
    text: str


@dataclass(frozen=True)
class Frame:
    """What encloses cards and other frames. ``link`` is what a click leads to, empty for nothing."""

    id: str
    name: str
    tooltip: str = ""
    within: str | None = None
    link: str = ""
    mark: Mark = ""


@dataclass(frozen=True)
class Node:
    """A card: a type, which gives its outline and icon, a name, and a few words below.

    One with a ``slim`` width, in pixels, has its icon beside the words, and lines up with others of that width.
    ``own`` is one that the picture is about.
    """

    id: str
    name: str
    type: str
    words: str
    tooltip: str
    frame: str | None = None
    link: str = ""
    mark: Mark = ""
    pills: tuple[Pill, ...] = ()
    slim: float = 0
    own: bool = False


@dataclass(frozen=True)
class Edge:
    """A line from one card to another. With a ``label`` it has a tag, and ``level`` stands on that in words.

    ``leaves`` and ``enters`` are the ids of the frames whose crossing is marked. ``weight`` is in pixels.
    """

    id: str
    source: str
    target: str
    tooltip: str
    level: str = "plain"
    label: str = ""
    link: str = ""
    leaves: tuple[str, ...] = ()
    enters: tuple[str, ...] = ()
    mark: Mark = ""
    weight: float = 1.5
    dashed: bool = False
    arrow: bool = True

    @property
    def crosses(self) -> bool:
        """Whether it leaves or enters a frame."""
        return bool(self.leaves or self.enters)


@dataclass(frozen=True)
class Scene:
    """A whole picture. ``words`` say in sentences what it shows, the first of them how much there is.

    ``columns`` hold ids of cards that are to stand below each other, from left to right; without them the
    streams alone decide. ``stacks`` hold ids of cards that are to stand below each other without streams.
    Frames come with the outer ones first, and none is within itself.
    """

    kind: str
    title: str
    words: tuple[str, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    frames: tuple[Frame, ...] = ()
    keys: tuple[Key, ...] = ()
    columns: tuple[tuple[str, ...], ...] = ()
    stacks: tuple[tuple[str, ...], ...] = ()

    def inside(self, frame: str | None) -> tuple[Node, ...]:
        """The cards directly in a frame; with None, those in none."""
        return tuple(node for node in self.nodes if node.frame == frame)

    def nested(self, frame: str | None) -> tuple[Frame, ...]:
        """The frames directly in a frame; with None, those in none."""
        return tuple(inner for inner in self.frames if inner.within == frame)

    def between(self, frame: str | None) -> tuple[Edge, ...]:
        """The streams whose ends have this as their innermost frame in common; with None, those with none."""
        return tuple(edge for edge in self.edges if self._common[edge.id] == frame)

    def spans(self, edge: Edge) -> bool:
        """Whether a stream passes by a whole column on its way, and so runs beneath the cards of that."""
        return bool(self.columns) and abs(self.column[edge.source] - self.column[edge.target]) > 1

    @cached_property
    def column(self) -> Mapping[str, int]:
        """The number of each card's column."""
        return {id: number for number, ids in enumerate(self.columns) for id in ids}

    @cached_property
    def _common(self) -> Mapping[str, str | None]:
        """The innermost frame around both ends of each stream."""
        around = {node.id: self._around(node.frame) for node in self.nodes}
        return {
            edge.id: next((frame for frame in around[edge.source] if frame in around[edge.target]), None)
            for edge in self.edges
        }

    def _around(self, frame: str | None) -> tuple[str, ...]:
        """A frame and those around it, the innermost first."""
        outer = {inner.id: inner.within for inner in self.frames}
        found: list[str] = []
        while frame is not None:
            found.append(frame)
            frame = outer[frame]
        return tuple(found)
