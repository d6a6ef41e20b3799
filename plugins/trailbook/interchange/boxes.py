"""Boxes of a drawing: in some tools, only the geometry says what is inside a boundary."""

from collections.abc import Mapping
from dataclasses import dataclass

from trailbook.interchange.source import Node


@dataclass(frozen=True)
class Box:
    """A rectangle of a drawing, with y growing downwards."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, node: Node) -> "Box":
        """The rectangle of a cell, by its position and size. Reading them does not count as carrying them over."""

        def figure(holder: str, name: str) -> float:
            value = node[holder][name].value
            return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0

        return cls(figure("position", "x"), figure("position", "y"), figure("size", "width"), figure("size", "height"))

    @property
    def area(self) -> float:
        """Its area, by which the inner of two boxes is known."""
        return self.width * self.height

    def encloses(self, other: "Box") -> bool:
        """Whether another, smaller box has its centre inside this one."""
        x, y = other.x + other.width / 2, other.y + other.height / 2
        inside = self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height
        return inside and other.area < self.area


def innermost(box: Box, around: Mapping[str, Box]) -> str | None:
    """The key of the smallest box that encloses a box; None if there is none."""
    enclosing = [key for key, other in around.items() if other.encloses(box)]
    return min(enclosing, key=lambda key: (around[key].area, key)) if enclosing else None
