"""Lays out a DOT graph with Graphviz, in this process.

Graphviz gets numbers only: each node, boundary and label is a box of known size. So no text of a record is ever read
as DOT or HTML, no font of the machine is measured, and no file is written. Graphviz returns coordinates, from which
the picture is painted.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any, cast

import pygraphviz

from diagrams import Diagram
from trailbook.diagrams.drawing.geometry import Box, Point, Route

_GRAPHVIZ = Lock()
"""Graphviz keeps its state in global variables of C: one layout at a time."""


LINE, FAR = "line", "far"
"""The ports of a tag: the side that its flow runs along, on the left or below, and the one across from it."""
BEGIN, END, WHOLE = "begin", "end", "whole"
"""The halves of a flow, from its source to its tag and from there to its target, and a flow without a tag."""


@dataclass(frozen=True)
class Layout:
    """The size of a picture and where its parts are: nodes and clusters by their names, routes by the ids of flows."""

    width: float
    height: float
    nodes: dict[str, Box]
    clusters: dict[str, Box]
    routes: dict[str, Route]
    doubled: frozenset[str]
    """The flows that leave their tag where they came to it, and so double back."""


def middle(id: str) -> str:
    """The name of the node that is the tag of a flow. It has a space, which no id of an item has."""
    return f"flow {id}"


def part(id: str, half: str) -> str:
    """The id of the edge that is one half of a flow."""
    return f"{half} {id}"


def table(width: float, height: float) -> str:
    """A label that keeps an area of this size free and holds nothing."""
    return _table(f"<TR>{_cell(width, height)}</TR>")


def tag_table(width: float, height: float, direction: str) -> str:
    """A label that keeps the area of a tag free, between narrow ports for the line of its flow."""
    if direction == "LR":
        cells = _cell(width, 2, FAR), _cell(width, height), _cell(width, 2, LINE)
        return _table("".join(f"<TR>{cell}</TR>" for cell in cells))
    return _table(f"<TR>{_cell(2, height, LINE)}{_cell(width, height)}{_cell(2, height, FAR)}</TR>")


def _table(rows: str) -> str:
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0">{rows}</TABLE>>'


def _cell(width: float, height: float, port: str = "") -> str:
    named = f'PORT="{port}" ' if port else ""
    return f'<TD {named}FIXEDSIZE="TRUE" WIDTH="{round(width)}" HEIGHT="{round(height)}"></TD>'


def inches(pixels: float) -> str:
    """A length as Graphviz wants the sizes of nodes and gaps, for 72 pixels to the inch."""
    return f"{pixels / 72:.4f}"


def lay_out(diagram: Diagram, tagged: Collection[str], *, across: bool = False) -> Layout:
    """Places for every node and cluster of a diagram, and routes for its flows, of which some are tagged.

    With ``across``, nodes are ranked across clusters, else within each: either may be the narrower.
    """
    graph = _draw(str(diagram), {"newrank": "true"} if across else {})
    _, _, width, height = _numbers(graph["bb"])
    drawn: list[dict[str, Any]] = graph.get("objects", [])
    nodes = {one["name"]: _node(one, height) for one in drawn if "pos" in one}
    clusters = {one["name"].removeprefix("cluster_"): _cluster(one, height) for one in drawn if "bb" in one}
    names = {one["_gvid"]: one["name"] for one in drawn}
    edges = {edge["id"]: edge for edge in graph.get("edges", []) if "id" in edge}
    wholes = (id.partition(" ") for id in edges)
    routes = {id: _whole(edges[part(id, WHOLE)], height) for half, _, id in wholes if half == WHOLE}
    for id in tagged:
        begin, end = (_half(edges[part(id, half)], names, height) for half in (BEGIN, END))
        loop = _around(nodes[middle(id)], begin, end, graph["rankdir"]) if begin.place == end.place else ()
        routes[id] = Route((begin.curve, *loop, end.curve), end.tip)
    doubled = frozenset(id for id in tagged if routes[id].doubles_back)
    return Layout(width, height, nodes, clusters, routes, doubled)


def _draw(dot: str, attributes: dict[str, str]) -> dict[str, Any]:
    with _GRAPHVIZ:
        graph = pygraphviz.AGraph(string=dot)
        try:
            graph.graph_attr.update(attributes)
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


@dataclass(frozen=True)
class _Half:
    """One half of a flow, in the direction of the flow, the place at its outer end, and the tip of its arrow if any."""

    curve: tuple[Point, ...]
    place: str
    tip: Point


def _half(edge: dict[str, Any], names: dict[int, str], top: float) -> _Half:
    """A half from an edge that runs either way (``splineType``: ``s`` and ``e`` mark tips, the rest is a curve)."""
    points = [(mark, (x, top - y)) for mark, (x, y) in _points(edge["pos"])]
    curve = tuple(point for mark, point in points if mark == "")
    tip = next((point for mark, point in points if mark), curve[-1])
    half, _, id = edge["id"].partition(" ")
    away = names[edge["tail"]] == middle(id)
    forward = away == (half == END)
    return _Half(curve if forward else curve[::-1], names[edge["head" if away else "tail"]], tip)


def _whole(edge: dict[str, Any], top: float) -> Route:
    """The route of a flow without a tag, from the end without a tip to the one that has it."""
    points = [(mark, (x, top - y)) for mark, (x, y) in _points(edge["pos"])]
    curve = tuple(point for mark, point in points if mark == "")
    tip = next((point for mark, point in points if mark), curve[-1])
    return Route((curve[::-1] if points[0][0] == "s" else curve,), tip)


def _around(tag: Box, begin: _Half, end: _Half, direction: str) -> tuple[tuple[Point], tuple[Point]]:
    """The two corners that a flow from a component to itself passes on the far side of its tag."""
    (x, y), (other_x, other_y) = begin.curve[-1], end.curve[0]
    if direction == "LR":
        far = tag.x + tag.width if x < tag.x + tag.width / 2 else tag.x
        return ((far, y),), ((far, other_y),)
    far = tag.y + tag.height if y < tag.y + tag.height / 2 else tag.y
    return ((x, far),), ((other_x, far),)


def _points(spline: str) -> Iterator[tuple[str, Point]]:
    for part in spline.split():
        *mark, x, y = part.split(",")
        yield "".join(mark), (float(x), float(y))
