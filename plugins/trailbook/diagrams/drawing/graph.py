"""A scene as a graph of boxes: nodes, clusters and edges of the ``diagrams`` library, with sizes and without texts.

The tag of an edge is a node of its own, between the two graph edges that the edge consists of. As the
label of one edge it would stick out of its frame, and some labelled graphs end Graphviz, and the
process with it, in a failed assertion.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar

from diagrams import Cluster, Diagram, setdiagram
from diagrams import Edge as GraphEdge
from diagrams import Node as GraphNode
from trailbook.diagrams.drawing.cards import FRAME_HEIGHT, Card, Tag, frame_width
from trailbook.diagrams.drawing.layout import BEGIN, END, FAR, LINE, WHOLE, inches, middle, part, table, tag_table
from trailbook.diagrams.drawing.scene import Edge, Frame, Scene

_GRAPH = {"splines": "spline", "nodesep": inches(22), "ranksep": inches(24), "pad": "0", "label": ""}
_SIDES = {"tailport": "e", "headport": "w"}
"""Between columns a line leaves a card on the right and comes to one on the left."""
_CLUSTER = {"margin": "16", "labelloc": "t", "labeljust": "l"}


class _Line(GraphEdge):  # type: ignore[misc]
    """An edge without the settings for the text of labels: it has none, and to write them takes time."""

    _default_edge_attrs: ClassVar[dict[str, str]] = {}


def build(
    scene: Scene, cards: Mapping[str, Card], tags: Mapping[str, Tag], direction: str, turned: frozenset[str]
) -> Diagram:
    """The graph of a scene, running down (``TB``) or to the right (``LR``), with the ``turned`` edges against that.

    Nodes and clusters are named by id: by label, two frames of one name would become one. The
    diagram is opened but never closed, for closing it would write files and start a program.
    """
    attributes = _columns(scene) if scene.columns else _GRAPH
    diagram = Diagram("", filename="picture", direction=direction, show=False, graph_attr=attributes)
    setdiagram(diagram)
    nodes = _Nodes(scene, cards, tags, direction)
    nodes.fill(None)
    for edge in scene.edges:
        if edge.id in tags:
            _connect(edge, nodes.by_name, turned=edge.id in turned)
        elif not scene.spans(edge):
            _join(edge, nodes.by_name, turned=edge.id in turned, sides=_SIDES if scene.columns else {})
    _line_up(scene, diagram, nodes.by_name)
    return diagram


def _columns(scene: Scene) -> dict[str, str]:
    """The settings for columns: the fewer, and the more lines between them, the further apart."""
    apart = 260 / len(scene.columns) + min(len(scene.edges), 110) * 0.8
    return {**_GRAPH, "nodesep": inches(9), "ranksep": inches(apart), "newrank": "true"}


def _line_up(scene: Scene, diagram: Diagram, nodes: Mapping[str, GraphNode]) -> None:
    """Give the cards of each column one rank, keep the columns in order, and the cards of each stack."""
    for column in scene.columns:
        with diagram.dot.subgraph(graph_attr={"rank": "same"}) as rank:
            for id in column:
                rank.node(nodes[id].nodeid)
    for upper, lower in (pair for stack in scene.stacks for pair in pairwise(stack)):
        nodes[upper] - _Line(style="invis") - nodes[lower]
    for left, right in pairwise(column for column in scene.columns if column):
        nodes[left[0]] - _Line(style="invis") - nodes[right[0]]


def _join(edge: Edge, nodes: Mapping[str, GraphNode], *, turned: bool, sides: Mapping[str, str]) -> None:
    """Add the graph edge of an edge without a tag. One that leads back is added the other way round."""
    source, target = nodes[edge.source], nodes[edge.target]
    line = _Line(id=part(edge.id, WHOLE), **sides)
    if turned:
        target << line << source
    else:
        source >> line >> target


def _connect(edge: Edge, nodes: Mapping[str, GraphNode], *, turned: bool) -> None:
    """Add the two graph edges of an edge. One that leads back is reversed, so that its tag is between its ends.

    An edge from a node to itself goes down one side of its tag and up the other.
    """
    source, tag, target = nodes[edge.source], nodes[middle(edge.id)], nodes[edge.target]
    begin, end = (part(edge.id, half) for half in (BEGIN, END))
    if source is target:
        source - _Line(id=begin, headport=LINE) - tag
        target << _Line(id=end, headport=FAR) << tag
    elif turned:
        target << _Line(id=end, headport=LINE) << tag
        tag - _Line(id=begin, tailport=LINE) - source
    else:
        source - _Line(id=begin, headport=LINE) - tag
        tag >> _Line(id=end, tailport=LINE) >> target


@dataclass(frozen=True)
class _Nodes:
    """The nodes made so far, and what the others are made from."""

    scene: Scene
    cards: Mapping[str, Card]
    tags: Mapping[str, Tag]
    direction: str
    by_name: dict[str, GraphNode] = field(default_factory=dict)

    def fill(self, frame: Frame | None) -> None:
        """Make the cards, tags and frames directly in a frame; with None, those outside every one."""
        id = frame.id if frame else None
        nodes, frames = self.scene.inside(id), self.scene.nested(id)
        for node in nodes:
            card = self.cards[node.id]
            self.by_name[node.id] = GraphNode(nodeid=node.id, width=inches(card.width), height=inches(card.height))
        for edge in self.scene.between(id):
            if tag := self.tags.get(edge.id):
                label = tag_table(tag.width, tag.height, self.direction)
                name = middle(edge.id)
                self.by_name[name] = GraphNode(label, nodeid=name, shape="plain", fixedsize="false")
        for inner in frames:
            label = table(frame_width(inner) + 8, FRAME_HEIGHT)
            with Cluster(inner.id, graph_attr={**_CLUSTER, "label": label}):
                self.fill(inner)
        if frame and not nodes and not frames:
            GraphNode(nodeid=f"{frame.id} is empty", width=inches(60), height=inches(12))  # or Graphviz leaves it out
