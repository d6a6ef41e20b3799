"""Choosing how a scene is laid out: the way that reads best on a page."""

from contextvars import copy_context
from dataclasses import dataclass, replace

from trailbook.diagrams.cards import Card, Tag
from trailbook.diagrams.direction import backward
from trailbook.diagrams.graph import build
from trailbook.diagrams.layout import lay_out
from trailbook.diagrams.painting import Drawing
from trailbook.diagrams.scene import Scene

PAGE = 1060.0
"""The width in pixels up to which a picture stays legible where a page shows it a little smaller."""
FEW, WIDE, NARROW = 8, 132.0, 92.0
"""Up to how many flows tags are wide, and how wide tags are in pixels: many wide ones make a wide picture."""


@dataclass(frozen=True)
class Arrangement:
    """One way to lay out a scene: what ``build`` takes."""

    scene: Scene
    cards: dict[str, Card]
    tags: dict[str, Tag]
    turned: frozenset[str]
    direction: str = "TB"
    across: bool = False

    def drawn(self) -> Drawing:
        """The drawing that comes of it."""
        # In a context of its own: ``diagrams`` keeps the open diagram in context variables.
        how = self.scene, self.cards, self.tags, self.direction
        diagram = copy_context().run(build, *how, across=self.across, turned=self.turned)
        return Drawing(self.scene, self.cards, self.tags, lay_out(diagram, self.tags))


def arrange(scene: Scene) -> Drawing:
    """The first drawing that fits a page, else the narrowest: downwards before sideways, for narrow screens."""
    room = WIDE if len(scene.streams) <= FEW else NARROW
    cards = {id: Card.of(place) for id, place in scene.places.items()}
    tags = {stream.flow.id: Tag.of(stream, room) for stream in scene.streams}
    down = Arrangement(scene, cards, tags, backward(scene.streams))
    tried: list[tuple[float, Arrangement, Drawing]] = []
    for arrangement in (down, replace(down, across=True), replace(down, direction="LR")):
        drawing = arrangement.drawn()
        tried.append((drawing.layout.width, arrangement, drawing))
        if drawing.layout.width <= PAGE:
            return _straightened(arrangement, drawing)
    _, arrangement, drawing = min(tried, key=lambda attempt: attempt[0])
    return _straightened(arrangement, drawing)


def _straightened(arrangement: Arrangement, drawing: Drawing) -> Drawing:
    """The drawing with the flows turned round that double back at their tags, if that leaves fewer of them.

    A boundary keeps its components together, so a flow may lead back although it closes no circle.
    """
    double = drawing.layout.doubled
    if not double:
        return drawing
    other = replace(arrangement, turned=arrangement.turned ^ double).drawn()
    wider = other.layout.width > max(PAGE, drawing.layout.width)
    return drawing if wider or len(other.layout.doubled) >= len(double) else other
