"""Chooses the layout of a scene that reads best on a page."""

from collections.abc import Iterable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import cached_property

from diagrams import Diagram
from trailbook.diagrams.drawing.cards import Card, Tag
from trailbook.diagrams.drawing.geometry import swung
from trailbook.diagrams.drawing.graph import build
from trailbook.diagrams.drawing.layout import Layout, lay_out
from trailbook.diagrams.drawing.scene import Edge, Scene

PAGE = 1060.0
"""The width in pixels up to which a picture stays legible where a page shows it a little smaller."""
FEW, WIDE, NARROW = 8, 132.0, 92.0
"""The most edges for which tags are wide, and the widths of tags in pixels: many wide tags make a wide picture."""
DENSE = 48
"""With this many cards and tags nothing fits a page, so the first layout is taken: trying others takes long."""


@dataclass(frozen=True)
class Drawing:
    """All that painting needs: the scene, the sizes of its parts, and their places."""

    scene: Scene
    cards: Mapping[str, Card]
    tags: Mapping[str, Tag]
    layout: Layout


@dataclass(frozen=True)
class Arrangement:
    """One way to lay out a scene: the arguments of ``build``."""

    scene: Scene
    cards: Mapping[str, Card]
    tags: Mapping[str, Tag]
    turned: frozenset[str]
    direction: str

    @cached_property
    def diagram(self) -> Diagram:
        """The graph to lay out."""
        # In a context of its own: ``diagrams`` keeps the open diagram in context variables.
        return copy_context().run(build, self.scene, self.cards, self.tags, self.direction, self.turned)

    def drawn(self, *, across: bool = False) -> Drawing:
        """The resulting drawing."""
        return Drawing(self.scene, self.cards, self.tags, lay_out(self.diagram, self.tags, across=across))


def arrange(scene: Scene) -> Drawing:
    """The first drawing that fits a page, else the narrowest: downwards before sideways, for narrow screens.

    A scene with columns runs sideways as it is.
    """
    room = WIDE if len(scene.edges) <= FEW else NARROW
    cards = {node.id: Card.of(node) for node in scene.nodes}
    tags = {edge.id: Tag.of(edge, room) for edge in scene.edges if edge.label}
    if scene.columns:
        return _spanned(Arrangement(scene, cards, tags, _leftward(scene), "LR").drawn())
    down = Arrangement(scene, cards, tags, backward_edges(scene.edges), "TB")
    ways = ((down, False), (down, True), (replace(down, direction="LR"), False))
    tried: list[tuple[Arrangement, bool, Drawing]] = []
    for arrangement, across in ways[: 1 if len(cards) + len(tags) >= DENSE else None]:
        drawing = arrangement.drawn(across=across)
        tried.append((arrangement, across, drawing))
        if drawing.layout.width <= PAGE:
            return _straightened(arrangement, across, drawing)
    return _straightened(*min(tried, key=lambda attempt: attempt[2].layout.width))


def _spanned(drawing: Drawing) -> Drawing:
    """The drawing with routes for the edges that pass a whole column: straight on, beneath its cards."""
    layout, scene = drawing.layout, drawing.scene
    spanning = [edge for edge in scene.edges if scene.spans(edge)]
    routes = {edge.id: swung(layout.nodes[edge.source], layout.nodes[edge.target]) for edge in spanning}
    return replace(drawing, layout=replace(layout, routes={**layout.routes, **routes}))


def _leftward(scene: Scene) -> frozenset[str]:
    """The edges that lead to a column further left."""
    column = scene.column
    return frozenset(edge.id for edge in scene.edges if column[edge.source] > column[edge.target])


def _straightened(arrangement: Arrangement, across: bool, drawing: Drawing) -> Drawing:
    """The drawing with those edges turned that double back at their tags, if that leaves fewer of them.

    A frame keeps its cards together, so an edge may lead back although it closes no cycle.
    """
    double = drawing.layout.doubled
    if not double:
        return drawing
    other = replace(arrangement, turned=arrangement.turned ^ double).drawn(across=across)
    wider = other.layout.width > max(PAGE, drawing.layout.width)
    return drawing if wider or len(other.layout.doubled) >= len(double) else other


def backward_edges(edges: Iterable[Edge]) -> frozenset[str]:
    """The ids of edges that close a cycle: without them, or with them turned, every edge leads forward.

    A depth-first search (Tarjan, 1972) from the cards that nothing leads to, then from the rest,
    both in the order of the edges. An edge to a card on the current path is a backward edge.
    """
    leaving: dict[str, list[tuple[str, str]]] = {}
    reached: set[str] = set()
    for edge in edges:
        leaving.setdefault(edge.source, []).append((edge.id, edge.target))
        if edge.source != edge.target:
            reached.add(edge.target)
    starts = [*(id for id in leaving if id not in reached), *leaving]
    return frozenset(_closing(starts, leaving))


def _closing(starts: Iterable[str], leaving: Mapping[str, list[tuple[str, str]]]) -> Iterable[str]:
    seen: set[str] = set()
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        path = {start: iter(leaving[start])}
        while path:
            here, onward = next(reversed(path.items()))
            flow, target = next(onward, ("", ""))
            if not flow:
                del path[here]
            elif target in path:
                yield flow
            elif target not in seen:
                seen.add(target)
                path[target] = iter(leaving.get(target, ()))
