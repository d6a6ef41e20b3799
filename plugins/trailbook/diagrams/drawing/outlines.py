"""The outlines of cards: one shape for each type, recognisable without colour and without reading."""

from collections.abc import Callable
from dataclasses import dataclass

from trailbook.diagrams.drawing.geometry import Box
from trailbook.diagrams.drawing.svg import element, number

CORNER = 12.0
"""How far folded and cut corners, title bars and lids reach into a card."""


@dataclass(frozen=True)
class Outline:
    """How a type of component is drawn, and the room that the shape takes from the content of its card."""

    draw: Callable[[Box], str]
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0


def outline(type: str) -> Outline:
    """The outline for a type of component; a plain box for types without one."""
    return OUTLINES.get(type, Outline(_box))


def _rect(box: Box, radius: float) -> str:
    return element("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=radius)


def _points(*points: tuple[float, float]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def _box(box: Box) -> str:
    return _rect(box, 3)


def _pill(box: Box) -> str:
    return _rect(box, min(box.height / 2, 28))


def _round(box: Box) -> str:
    return _rect(box, 14)


def _window(box: Box) -> str:
    bar = box.y + CORNER
    dots = "".join(f"M{number(box.x + x)} {number(box.y + CORNER / 2)}h.01" for x in (9, 15, 21))
    return _rect(box, 5) + element("path", d=f"M{number(box.x)} {number(bar)}h{number(box.width)}{dots}", fill="none")


def _sheet(box: Box) -> str:
    right, bottom = box.x + box.width, box.y + box.height
    folded = (right - CORNER, box.y), (right, box.y + CORNER)
    sheet = _points((box.x, box.y), *folded, (right, bottom), (box.x, bottom)) + "Z"
    fold = _points(folded[0], (folded[0][0], folded[1][1]), folded[1])
    return element("path", d=sheet) + element("path", d=fold, fill="none")


def _octagon(box: Box) -> str:
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    cut = CORNER - 1
    corners = (
        *((left + cut, top), (right - cut, top), (right, top + cut), (right, bottom - cut)),
        *((right - cut, bottom), (left + cut, bottom), (left, bottom - cut), (left, top + cut)),
    )
    return element("path", d=_points(*corners) + "Z")


def _hexagon(box: Box) -> str:
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    middle = top + box.height / 2
    corners = (left + CORNER, top), (right - CORNER, top), (right, middle)
    mirrored = (right - CORNER, bottom), (left + CORNER, bottom), (left, middle)
    return element("path", d=_points(*corners, *mirrored) + "Z")


def _drum(box: Box) -> str:
    radius, half = CORNER / 2, number(box.width / 2)
    top, side = number(box.y + radius), number(box.height - 2 * radius)
    rim = f"{half} {number(radius)} 0 0 0 {number(box.width)} 0"
    body = (
        f"M{number(box.x)} {top}a{half} {number(radius)} 0 0 1 {number(box.width)} 0v{side}"
        f"a{half} {number(radius)} 0 0 1 {number(-box.width)} 0z"
    )
    return element("path", d=body) + element("path", d=f"M{number(box.x)} {top}a{rim}", fill="none")


def _double(box: Box) -> str:
    return _rect(box, 4) + element(
        "path",
        d="".join(f"M{number(x)} {number(box.y)}v{number(box.height)}" for x in (box.x + 6, box.x + box.width - 6)),
    )


def _dotted(box: Box) -> str:
    return f'<g stroke-dasharray="1 4" stroke-linecap="round">{_rect(box, 4)}</g>'


def _stacked(box: Box) -> str:
    behind = f"M{number(box.x + 8)} {number(box.y + 4)}v-4h{number(box.width - 8)}v{number(box.height - 8)}h-4"
    front = Box(box.x, box.y + 4, box.width - 4, box.height - 4)
    return element("path", d=behind, fill="none") + _rect(front, 5)


def _slim(box: Box) -> str:
    return _rect(box, 6)


OUTLINES: dict[str, Outline] = {
    "person": Outline(_pill, left=8, right=8),
    "screen": Outline(_window, top=CORNER),
    "form": Outline(_sheet, right=6),
    "automation": Outline(_round),
    "agent": Outline(_octagon, left=3, right=3),
    "connector": Outline(_hexagon, left=9, right=9),
    "data-store": Outline(_drum, top=CORNER, bottom=4),
    "service": Outline(_box),
    "external-service": Outline(_double, left=6, right=6),
    "elsewhere": Outline(_dotted),
    "application": Outline(_stacked, top=4, right=4),
    "slim": Outline(_slim),
}
