"""Which box of a drawing a shape stands in: the only way in which some tools say what is inside a boundary."""

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
        """The rectangle that a cell's position and size give. Neither counts as carried: only what it tells is."""

        def figure(holder: str, name: str) -> float:
            value = node[holder][name].value
            return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0

        return cls(figure("position", "x"), figure("position", "y"), figure("size", "width"), figure("size", "height"))

    @property
    def area(self) -> float:
        """Its area, to tell the inner of two boxes."""
        return self.width * self.height

    def holds(self, other: "Box") -> bool:
        """Whether the middle of another box is inside this one, and the other is the smaller."""
        x, y = other.x + other.width / 2, other.y + other.height / 2
        inside = self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height
        return inside and other.area < self.area


def innermost(box: Box, around: Mapping[str, Box]) -> str | None:
    """The key of the smallest box that holds one; None where none does."""
    holding = [key for key, other in around.items() if other.holds(box)]
    return min(holding, key=lambda key: (around[key].area, key)) if holding else None
