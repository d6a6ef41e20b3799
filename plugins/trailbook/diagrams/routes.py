"""The line of a flow: its curve, its arrow head, and where it passes through a boundary."""

from collections.abc import Iterator
from itertools import pairwise
from math import hypot

from trailbook.diagrams.layout import Box, Point, Route
from trailbook.diagrams.svg import number

_STEPS = 24
"""Into how many straight pieces a curve is cut to find where it meets a boundary."""


def curve(route: Route) -> str:
    """The path data of a route, from its source to the foot of its arrow."""
    first, *rest = (f"{number(x)} {number(y)}" for x, y in route.curve)
    return f"M{first}C{' '.join(rest)}"


def arrow(route: Route, half: float) -> str:
    """The path data of the arrow head: a triangle from the end of the curve to the tip, ``2 * half`` wide."""
    (x, y), (tip_x, tip_y) = route.curve[-1], route.tip
    length = hypot(tip_x - x, tip_y - y) or 1.0
    across, along = (tip_y - y) / length * half, (tip_x - x) / length * half
    corners = (x + across, y - along), (tip_x, tip_y), (x - across, y + along)
    return "M" + "L".join(f"{number(a)} {number(b)}" for a, b in corners) + "Z"


def crossings(route: Route, boundary: Box) -> Iterator[Point]:
    """The points where a route passes through the frame of a boundary."""
    for before, after in pairwise((*_samples(route), route.tip)):
        if boundary.holds(before) != boundary.holds(after):
            yield _frame_between(before, after, boundary)


def _samples(route: Route) -> Iterator[Point]:
    """Points along the curve (cubic Bézier: three more points for each piece)."""
    yield route.curve[0]
    for index in range(0, len(route.curve) - 3, 3):
        a, b, c, d = route.curve[index : index + 4]
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            points = zip(weights, (a, b, c, d), strict=True)
            x, y = zip(*((w * p[0], w * p[1]) for w, p in points), strict=True)
            yield sum(x), sum(y)


def _frame_between(before: Point, after: Point, boundary: Box) -> Point:
    """Where the frame is between two points, one inside and one outside, by halving."""
    inside = boundary.holds(before)
    for _ in range(12):
        middle = (before[0] + after[0]) / 2, (before[1] + after[1]) / 2
        before, after = (middle, after) if boundary.holds(middle) == inside else (before, middle)
    return after
