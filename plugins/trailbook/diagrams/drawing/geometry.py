"""Points, boxes and routes on a page, in pixels; y grows downwards."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import hypot

from trailbook.diagrams.drawing.svg import number

Point = tuple[float, float]

_STEPS = 12
"""Into how many straight pieces a curve is cut to find what it meets."""


@dataclass(frozen=True)
class Box:
    """A rectangle by its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, point: Point) -> bool:
        """Whether a point is inside."""
        return self.x <= point[0] <= self.x + self.width and self.y <= point[1] <= self.y + self.height


@dataclass(frozen=True)
class Route:
    """Where a flow runs: cubic Bézier curves and single points, joined by straight lines, and the tip of its arrow."""

    curves: tuple[tuple[Point, ...], ...]
    tip: Point

    @property
    def path(self) -> str:
        """The path data from the source to the foot of the arrow."""
        points = [[f"{number(x)} {number(y)}" for x, y in curve] for curve in self.curves]
        return "M" + "L".join(first + ("C" + " ".join(rest) if rest else "") for first, *rest in points)

    @property
    def path_to_tip(self) -> str:
        """The path data from the source to the target, for where there is no arrow."""
        return f"{self.path}L{number(self.tip[0])} {number(self.tip[1])}"

    @property
    def doubles_back(self) -> bool:
        """Whether its two halves meet in one point of the tag instead of on two sides of it."""
        (x, y), (other_x, other_y) = self.curves[0][-1], self.curves[-1][0]
        return hypot(other_x - x, other_y - y) < 4

    def arrow(self, half: float) -> str:
        """The path data of the arrow head: a triangle from the end of the curve to the tip, ``2 * half`` wide."""
        (x, y), (tip_x, tip_y) = self.curves[-1][-1], self.tip
        length = hypot(tip_x - x, tip_y - y) or 1.0
        across, along = (tip_y - y) / length * half, (tip_x - x) / length * half
        corners = (x + across, y - along), (tip_x, tip_y), (x - across, y + along)
        return "M" + "L".join(f"{number(a)} {number(b)}" for a, b in corners) + "Z"

    @cached_property
    def trace(self) -> tuple[Point, ...]:
        """Points along the route, close enough together to take what is between them as straight."""
        traced: list[Point] = []
        for curve in self.curves:
            traced.append(curve[0])
            for index in range(0, len(curve) - 3, 3):
                traced += _sampled(curve[index : index + 4])
        return (*traced, self.tip)

    @cached_property
    def top(self) -> float:
        """The y of its highest point."""
        return min(y for _, y in self.trace)

    @cached_property
    def bottom(self) -> float:
        """The y of its lowest point."""
        return max(y for _, y in self.trace)

    def crossings(self, frame: Box) -> Iterator[Point]:
        """The points where the route passes through a frame."""
        inside = [frame.holds(point) for point in self.trace]
        for index, (before, after) in enumerate(pairwise(inside)):
            if before != after:
                yield _edge_between(self.trace[index], self.trace[index + 1], frame)


def swung(source: Box, target: Box) -> Route:
    """A route from the side of one box to the facing side of another, level at both ends."""
    rightward = source.x < target.x
    start = source.x + source.width if rightward else source.x
    end = target.x if rightward else target.x + target.width
    y, other_y, bend = source.y + source.height / 2, target.y + target.height / 2, (end - start) / 3
    return Route((((start, y), (start + bend, y), (end - bend, other_y), (end, other_y)),), (end, other_y))


def _sampled(curve: tuple[Point, ...]) -> Iterator[Point]:
    """Points along one cubic Bézier curve, without its first."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = curve
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        yield a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


def _edge_between(before: Point, after: Point, frame: Box) -> Point:
    """Where the frame is between two points, one inside and one outside, by halving."""
    inside = frame.holds(before)
    for _ in range(12):
        middle = (before[0] + after[0]) / 2, (before[1] + after[1]) / 2
        before, after = (middle, after) if frame.holds(middle) == inside else (before, middle)
    return after


def clear_place(strip: Box, width: float, routes: Iterable[Route], others: Iterable[Box]) -> float | None:
    """The leftmost x in a strip where ``width`` is free of routes and other boxes; None if there is none."""
    low, high = strip.y, strip.y + strip.height
    blocked = [
        (min(a[0], b[0]) - 6, max(a[0], b[0]) + 6)
        for route in routes
        if route.top < high and route.bottom > low
        for a, b in pairwise(route.trace)
        if min(a[1], b[1]) < high and max(a[1], b[1]) > low
    ]
    blocked += [(box.x, box.x + box.width) for box in others if box.y < high and box.y + box.height > low]
    for start in (strip.x, *sorted(end for _, end in blocked if end > strip.x)):
        free = all(end <= start or begin >= start + width for begin, end in blocked)
        if free and start + width <= strip.x + strip.width:
            return start
    return None
