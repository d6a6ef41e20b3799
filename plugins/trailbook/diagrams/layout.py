"""From a DOT graph to places on a page, by Graphviz, in this process.

Graphviz gets numbers only: each node, boundary and label is a box whose size is known before. So no
text of a record is ever read as DOT or as HTML, no font of the machine is measured, and no file is
written. What comes back are coordinates, and the picture is written from these.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any, cast

import pygraphviz
from diagrams import Diagram

Point = tuple[float, float]

_GRAPHVIZ = Lock()
"""Graphviz keeps its state in global variables of C: one layout at a time."""


@dataclass(frozen=True)
class Box:
    """A rectangle by its upper left corner and its size, in pixels; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        """The point in the middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, point: Point) -> bool:
        """Whether a point is inside."""
        return self.x <= point[0] <= self.x + self.width and self.y <= point[1] <= self.y + self.height


@dataclass(frozen=True)
class Route:
    """Where an edge runs: the points of its cubic Bézier curve, the tip of its arrow, the middle of its label."""

    curve: tuple[Point, ...]
    tip: Point
    label: Point | None


@dataclass(frozen=True)
class Layout:
    """The size of a picture and where its parts are, by the names they have in the graph."""

    width: float
    height: float
    nodes: dict[str, Box]
    clusters: dict[str, Box]
    edges: dict[str, Route]


def table(width: float, height: float) -> str:
    """A label that keeps an area of this size free and holds nothing."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{round(width)}" HEIGHT="{round(height)}"'
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0" {size}><TR><TD></TD></TR></TABLE>>'


def inches(pixels: float) -> str:
    """A length as Graphviz wants the sizes of nodes and gaps, for 72 pixels to the inch."""
    return f"{pixels / 72:.4f}"


def lay_out(diagram: Diagram) -> Layout:
    """Places for every node, cluster and edge of a diagram. Edges are told apart by their ``id``."""
    graph = _draw(str(diagram))
    _, _, width, height = _numbers(graph["bb"])
    parts: list[dict[str, Any]] = graph.get("objects", [])
    nodes = {part["name"]: _node(part, height) for part in parts if "pos" in part}
    clusters = {part["name"].removeprefix("cluster_"): _cluster(part, height) for part in parts if "bb" in part}
    edges = {edge["id"]: _route(edge, height) for edge in graph.get("edges", [])}
    return Layout(width, height, nodes, clusters, edges)


def _draw(dot: str) -> dict[str, Any]:
    with _GRAPHVIZ:
        graph = pygraphviz.AGraph(string=dot)
        try:
            return cast(dict[str, Any], json.loads(graph.draw(format="json0", prog="dot")))
        finally:
            graph.close()


def _numbers(value: str) -> tuple[float, ...]:
    return tuple(float(number) for number in value.split(","))


def _node(part: dict[str, Any], top: float) -> Box:
    x, y = _numbers(part["pos"])
    width, height = float(part["width"]) * 72, float(part["height"]) * 72
    return Box(x - width / 2, top - y - height / 2, width, height)


def _cluster(part: dict[str, Any], top: float) -> Box:
    left, bottom, right, upper = _numbers(part["bb"])
    return Box(left, top - upper, right - left, upper - bottom)


def _route(edge: dict[str, Any], top: float) -> Route:
    """A route from Graphviz's ``splineType``: ``e,x,y`` for the tip, then the points of the curve."""
    points = [(mark, (x, top - y)) for mark, (x, y) in _points(edge["pos"])]
    curve = tuple(point for mark, point in points if mark == "")
    tip = next((point for mark, point in points if mark == "e"), curve[-1])
    label = _numbers(edge["lp"]) if "lp" in edge else None
    return Route(curve, tip, (label[0], top - label[1]) if label else None)


def _points(spline: str) -> Iterator[tuple[str, Point]]:
    for part in spline.split():
        *mark, x, y = part.split(",")
        yield "".join(mark), (float(x), float(y))
