"""A scene as a graph of boxes: nodes, clusters and edges of the ``diagrams`` library, with sizes and without texts."""

from diagrams import Cluster, Diagram, Edge, Node, setdiagram

from trailbook.diagrams.cards import FRAME_HEIGHT, Card, Tag, frame_width
from trailbook.diagrams.layout import inches, table
from trailbook.diagrams.scene import Scene
from trailbook.records.kinds.threat_model import Boundary

_GRAPH = {"splines": "spline", "nodesep": inches(36), "ranksep": inches(30), "pad": "0", "label": ""}
_CLUSTER = {"margin": "18", "labelloc": "t", "labeljust": "l"}


def build(scene: Scene, cards: dict[str, Card], tags: dict[str, Tag], direction: str) -> Diagram:
    """The graph of a scene, running down (``TB``) or to the right (``LR``).

    Nodes and clusters are named by id: by label, two boundaries of one name would become one. The
    diagram is opened but never closed, for closing it would write files and start a program.
    """
    diagram = Diagram("", filename="data-flow", direction=direction, show=False, graph_attr=_GRAPH)
    setdiagram(diagram)
    nodes: dict[str, Node] = {}
    _fill(scene, None, cards, nodes)
    for stream in scene.streams:
        tag = tags[stream.flow.id]
        edge = Edge(label=table(tag.width, tag.height), id=stream.flow.id)
        nodes[stream.source.id] >> edge >> nodes[stream.target.id]
    return diagram


def _fill(scene: Scene, boundary: Boundary | None, cards: dict[str, Card], nodes: dict[str, Node]) -> None:
    """The components of a boundary and the boundaries in it. An empty one gets a point, for Graphviz leaves it out."""
    places, boundaries = scene.inside(boundary), scene.nested(boundary)
    for place in places:
        card = cards[place.id]
        nodes[place.id] = Node(nodeid=place.id, width=inches(card.width), height=inches(card.height))
    for inner in boundaries:
        label = {"label": table(frame_width(inner), FRAME_HEIGHT)}
        with Cluster(inner.id, graph_attr={**_CLUSTER, **label}):
            _fill(scene, inner, cards, nodes)
    if boundary and not places and not boundaries:
        Node(nodeid=f"{boundary.id} is empty", width=inches(60), height=inches(12))
