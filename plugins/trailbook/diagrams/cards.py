"""The parts that are sized before they are placed: cards of components, tags of flows, names of boundaries."""

from dataclasses import dataclass

from trailbook.diagrams import fonts
from trailbook.diagrams.outlines import Outline, outline
from trailbook.diagrams.scene import Place, Stream
from trailbook.diagrams.wording import name
from trailbook.diagrams.wrapping import wrap
from trailbook.records.kinds.threat_model import Boundary
from trailbook.records.vocabulary import words

NAME, SMALL = 13.0, 11.0
"""Font sizes in pixels."""
LINE, SMALL_LINE = 17.0, 14.0
PADDING, ICON, GAP = 10.0, 24.0, 3.0
FLOW, FLOW_LINE = 12.0, 15.0
PILL = 16.0
FRAME, FRAME_HEIGHT = 12.0, 20.0


@dataclass(frozen=True)
class Card:
    """A component: its icon above its name and type, and the size they need within its outline."""

    lines: tuple[str, ...]
    type: str
    outline: Outline
    width: float
    height: float

    @classmethod
    def of(cls, place: Place) -> "Card":
        """The card of a component."""
        lines = wrap(name(place.name, place.id), 100, NAME, most=4, bold=True)
        type = "elsewhere" if place.type == "elsewhere" else words(place.type)
        text = max(74, fonts.width(type, SMALL), *(fonts.width(line, NAME, bold=True) for line in lines))
        shape = outline(place.type)
        width = text + 2 * PADDING + shape.left + shape.right
        height = ICON + GAP + len(lines) * LINE + SMALL_LINE + 2 * PADDING + shape.top + shape.bottom
        return cls(lines, type, shape, float(round(width)), float(round(height)))


@dataclass(frozen=True)
class Tag:
    """What stands beside a flow: its id, its name as far as there is room, and the sensitivity of its data."""

    lines: tuple[str, ...]
    sensitivity: str
    width: float
    height: float

    @classmethod
    def of(cls, stream: Stream, room: float) -> "Tag":
        """The tag of a flow, with its name in lines at most ``room`` wide."""
        id = stream.flow.id
        whole = f"{id} · {name(stream.flow.name, id)}"
        lines = wrap(whole, room, FLOW, most=3)
        text = max(fonts.width(line, FLOW) for line in lines)
        pill = fonts.width(stream.sensitivity, SMALL) + 14
        height = len(lines) * FLOW_LINE + PILL + 4
        return cls(lines, stream.sensitivity, float(round(max(text, pill) + 14)), height)


def frame_name(boundary: Boundary) -> str:
    """The name of a boundary on one line."""
    return wrap(name(boundary.name, boundary.id), 260, FRAME, most=1, bold=True)[0]


def frame_width(boundary: Boundary) -> float:
    """How wide the name of a boundary is."""
    return fonts.width(frame_name(boundary), FRAME, bold=True)
