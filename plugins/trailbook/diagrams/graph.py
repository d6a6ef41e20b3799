"""A scene as a graph of boxes: nodes, clusters and edges of the ``diagrams`` library, with sizes and without texts.

The tag of a flow is a node of its own, halfway between the two edges that make up the flow. As the
label of one edge it would stick out of its boundary, and some labelled graphs end Graphviz, and the
process with it, in a failed assertion.
"""

from dataclasses import dataclass, field

from diagrams import Cluster, Diagram, Edge, Node, setdiagram
from trailbook.diagrams.cards import FRAME_HEIGHT, Card, Tag, frame_width
from trailbook.diagrams.layout import BEGIN, END, FAR, LINE, inches, middle, part, table, tag_table
from trailbook.diagrams.scene import Scene, Stream
from trailbook.records.kinds.threat_model import Boundary

_GRAPH = {"splines": "spline", "nodesep": inches(22), "ranksep": inches(24), "pad": "0", "label": ""}
_CLUSTER = {"margin": "16", "labelloc": "t", "labeljust": "l"}


def build(
    scene: Scene,
    cards: dict[str, Card],
    tags: dict[str, Tag],
    direction: str,
    *,
    across: bool,
    turned: frozenset[str],
) -> Diagram:
    """The graph of a scene, running down (``TB``) or to the right (``LR``), with the ``turned`` flows against that.

    With ``across``, components are ranked across boundaries, else within each: either may be the narrower.

    Nodes and clusters are named by id: by label, two boundaries of one name would become one. The
    diagram is opened but never closed, for closing it would write files and start a program.
    """
    attributes = {**_GRAPH, "newrank": "true"} if across else _GRAPH
    diagram = Diagram("", filename="data-flow", direction=direction, show=False, graph_attr=attributes)
    setdiagram(diagram)
    nodes = _Nodes(scene, cards, tags, direction)
    nodes.fill(None)
    for stream in scene.streams:
        _connect(stream, nodes.made, turned=stream.flow.id in turned)
    return diagram


def _connect(stream: Stream, nodes: dict[str, Node], *, turned: bool) -> None:
    """The two edges of a flow. One that leads back is given the other way round, so that its tag is between its ends.

    A flow from a component to itself goes down one side of its tag and up the other.
    """
    source, tag, target = nodes[stream.source.id], nodes[middle(stream.flow.id)], nodes[stream.target.id]
    begin, end = (part(stream.flow.id, half) for half in (BEGIN, END))
    if source is target:
        source - Edge(id=begin, headport=LINE) - tag
        target << Edge(id=end, headport=FAR) << tag
    elif turned:
        target << Edge(id=end, headport=LINE) << tag
        tag - Edge(id=begin, tailport=LINE) - source
    else:
        source - Edge(id=begin, headport=LINE) - tag
        tag >> Edge(id=end, tailport=LINE) >> target


@dataclass(frozen=True)
class _Nodes:
    """The nodes made so far, and what the others are made from."""

    scene: Scene
    cards: dict[str, Card]
    tags: dict[str, Tag]
    direction: str
    made: dict[str, Node] = field(default_factory=dict)

    def fill(self, boundary: Boundary | None) -> None:
        """Make the components, tags and boundaries directly in a boundary; with None, those outside every one."""
        places, boundaries = self.scene.inside(boundary), self.scene.nested(boundary)
        for place in places:
            card = self.cards[place.id]
            self.made[place.id] = Node(nodeid=place.id, width=inches(card.width), height=inches(card.height))
        for stream in self.scene.between(boundary):
            id, tag = middle(stream.flow.id), self.tags[stream.flow.id]
            label = tag_table(tag.width, tag.height, self.direction)
            self.made[id] = Node(label, nodeid=id, shape="plain", fixedsize="false")
        for inner in boundaries:
            label = table(frame_width(inner) + 8, FRAME_HEIGHT)
            with Cluster(inner.id, graph_attr={**_CLUSTER, "label": label}):
                self.fill(inner)
        if boundary and not places and not boundaries:
            Node(nodeid=f"{boundary.id} is empty", width=inches(60), height=inches(12))  # or Graphviz leaves it out
