"""What a picture shows, before anything is measured or laid out: nodes in frames, and edges between the nodes.

Every picture is such a scene, and all are laid out and painted in the same way. The modules in ``diagrams/models``
build the scenes from records.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Mark = Literal["", "added", "removed", "changed", "weakened", "strengthened", "affected"]
"""How a part of a picture is highlighted."""

Key = Literal["crossing", "sensitivity", "against", "exceeding"]
"""A mark that needs an explanation in the legend."""


@dataclass(frozen=True)
class Pill:
    """A word in a coloured pill: the level that gives the colour, and what it says."""

    level: str
    text: str


@dataclass(frozen=True)
class Frame:
    """An enclosure of nodes and other frames. ``link`` is the reference that it links to; empty for none."""

    id: str
    name: str
    tooltip: str = ""
    within: str | None = None
    link: str = ""
    mark: Mark = ""


@dataclass(frozen=True)
class Node:
    """A node, drawn as a card: a type, which defines its outline and icon, a name, and a few words below.

    With a ``slim`` width, in pixels, the icon is beside the words. ``own`` marks what the picture is about.
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
    """A line from one node to another. With a ``label`` it has a tag, which also shows the ``level``.

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
    """A whole picture. ``words`` describe it in sentences, of which the first is a summary.

    ``columns`` hold the ids of nodes for each column, from left to right; without columns, the edges alone define the
    layout. ``stacks`` hold the ids of nodes to be placed below each other without edges. Outer frames come before
    inner ones, and no frame is within itself.
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
        """The nodes directly in a frame; with None, those outside every frame."""
        return tuple(node for node in self.nodes if node.frame == frame)

    def nested(self, frame: str | None) -> tuple[Frame, ...]:
        """The frames directly in a frame; with None, the outermost."""
        return tuple(inner for inner in self.frames if inner.within == frame)

    def between(self, frame: str | None) -> tuple[Edge, ...]:
        """The edges whose ends have this as their innermost common frame; with None, those without one."""
        return tuple(edge for edge in self.edges if self._common[edge.id] == frame)

    def spans(self, edge: Edge) -> bool:
        """Whether an edge passes a whole column, and so runs beneath its cards."""
        return bool(self.columns) and abs(self.column[edge.source] - self.column[edge.target]) > 1

    @cached_property
    def column(self) -> Mapping[str, int]:
        """The index of each node's column."""
        return {id: number for number, ids in enumerate(self.columns) for id in ids}

    @cached_property
    def _common(self) -> Mapping[str, str | None]:
        """The innermost frame around both ends of each edge."""
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
