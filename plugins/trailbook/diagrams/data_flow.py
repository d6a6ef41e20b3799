"""The data-flow diagram of a threat model: components in their trust boundaries, and what moves between them."""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass

from trailbook.diagrams import wording
from trailbook.diagrams.cards import Card, Tag
from trailbook.diagrams.graph import build
from trailbook.diagrams.layout import lay_out
from trailbook.diagrams.painting import Drawing, paint
from trailbook.diagrams.scene import Scene
from trailbook.records.kinds.threat_model import ThreatModel

PAGE = 900.0
"""The width in pixels that a page has for a picture: wider ones are shown smaller or scrolled."""


@dataclass(frozen=True)
class Picture:
    """A picture to put into a page as it is, what it is called, and what it shows in sentences, one a line."""

    svg: str
    title: str
    description: str


def data_flow(model: ThreatModel, link: Callable[[str], str] | None = None, prefix: str | None = None) -> Picture:
    """The data-flow diagram of a threat model as an inline SVG.

    Every component, boundary and flow is a link to ``link(its id)``, by default ``#id``. A component of
    another record is named as the flow names it, such as ``TM-PAYROLL.API``. ``prefix`` begins the DOM
    ids, by default the model's id; a page that shows the same model twice gives another one to the
    second picture. The same arguments give the same bytes on every machine.
    """
    scene = Scene(model)
    svg = paint(_most_legible(scene), link or _row, prefix or model.id)
    return Picture(svg, wording.title(scene), "\n".join(wording.sentences(scene)))


def _most_legible(scene: Scene) -> Drawing:
    """The first arrangement that fits a page, else the narrowest."""
    drawings: list[Drawing] = []
    for drawing in _arrangements(scene):
        if drawing.layout.width <= PAGE:
            return drawing
        drawings.append(drawing)
    return min(drawings, key=lambda drawing: drawing.layout.width)


def _arrangements(scene: Scene) -> Iterator[Drawing]:
    """The ways to draw a scene, the best for reading first.

    Downwards comes before sideways, for narrow screens; the names of flows are given up, in favour of
    their ids, before the size of the text is.
    """
    cards = {id: Card.of(place) for id, place in scene.places.items()}
    for brief in (False, True):
        tags = {stream.flow.id: Tag.of(stream, brief=brief) for stream in scene.streams}
        for direction in ("TB", "LR"):
            # In a context of its own: ``diagrams`` keeps the open diagram in context variables.
            diagram = copy_context().run(build, scene, cards, tags, direction)
            yield Drawing(scene, cards, tags, lay_out(diagram))


def _row(id: str) -> str:
    return f"#{id}"
