"""Cards as SVG: a tall one with its icon above its words, or a slim one with the icon beside them."""

from collections.abc import Callable, Iterator

from trailbook.diagrams.drawing import icons
from trailbook.diagrams.drawing.arrange import Drawing
from trailbook.diagrams.drawing.cards import (
    GAP,
    ICON,
    LINE,
    NAME,
    PADDING,
    PILL,
    PILL_GAP,
    SLIM_ICON,
    SLIM_LEFT,
    SMALL,
    SMALL_LINE,
    Card,
    pill_width,
)
from trailbook.diagrams.drawing.colours import ACCENT, CARD, INK, MARK, MUTED, OUTLINE
from trailbook.diagrams.drawing.geometry import Box, Point
from trailbook.diagrams.drawing.paint_parts import anchor, coloured_pill, line, mark, marked
from trailbook.diagrams.drawing.scene import Place
from trailbook.diagrams.drawing.svg import element, number

RAISED = 11.0
"""How far a mark stands out above its card, in pixels."""


def card(drawing: Drawing, place: Place, link: Callable[[str], str], prefix: str) -> str:
    """A card, which leads to what it stands for."""
    box, sized = drawing.layout.nodes[place.id], drawing.cards[place.id]
    return anchor(
        link(place.link) if place.link else "",
        place.tooltip,
        element(
            "g",
            sized.outline.draw(box),
            class_="tb-node__shape",
            fill=CARD,
            stroke=MARK.get(place.mark, ACCENT if place.own else OUTLINE),
            stroke_width="2.25" if place.mark or place.own else "1.25",
            stroke_linejoin="round",
            stroke_dasharray="5 4" if place.mark == "removed" else None,
        ),
        *(_slim(place, sized, box) if place.slim else _tall(place, sized, box)),
        mark(place.mark, (box.x + 6, box.y - RAISED)),
        class_=marked(f"tb-node tb-node--{place.type}{' tb-is-own' if place.own else ''}", place.mark),
        text_anchor="start" if place.slim else "middle",
        id=f"{prefix}-node-{place.id}",
        data_tb_node=place.id,
    )


def _tall(place: Place, sized: Card, box: Box) -> Iterator[str]:
    shape = sized.outline
    middle, top = (box.x + shape.left + box.x + box.width - shape.right) / 2, box.y + shape.top + PADDING
    yield _icon(place.type, (middle - ICON / 2, top), ICON)
    baseline = top + ICON + GAP + 13
    yield from _words(sized, middle, baseline)
    y = baseline + len(sized.lines) * LINE + (len(sized.words) - 1) * SMALL_LINE + PILL_GAP
    for row in sized.pills:
        for pill in row:
            yield coloured_pill(pill.text, pill.level, (middle - pill_width(pill.text) / 2, y))
        y += PILL + PILL_GAP


def _slim(place: Place, sized: Card, box: Box) -> Iterator[str]:
    yield _icon(place.type, (box.x + PADDING, box.y + PADDING - 1), SLIM_ICON)
    left, baseline = box.x + SLIM_LEFT, box.y + PADDING + 11
    yield from _words(sized, left, baseline)
    y = baseline + (len(sized.lines) - 1) * LINE + len(sized.words) * SMALL_LINE + PILL_GAP + 3
    for row in sized.pills:
        x = left
        for pill in row:
            yield coloured_pill(pill.text, pill.level, (x, y))
            x += pill_width(pill.text) + PILL_GAP
        y += PILL + PILL_GAP


def _words(sized: Card, x: float, baseline: float) -> Iterator[str]:
    """The name, line by line, and the small words below it."""
    for index, name in enumerate(sized.lines):
        yield line(name, (x, baseline + index * LINE), NAME, "tb-node__name", font_weight="600", fill=INK)
    below = baseline + len(sized.lines) * LINE - 3
    for index, words in enumerate(sized.words):
        yield line(words, (x, below + index * SMALL_LINE), SMALL, "tb-node__type", fill=MUTED)


def _icon(type: str, at: Point, size: float) -> str:
    scaled = f" scale({number(size / icons.SIZE * 100)}e-2)" if size != icons.SIZE else ""
    place = f"translate({number(at[0])} {number(at[1])}){scaled}"
    return f'<g class="tb-node__icon" color="{ACCENT}" {icons.STROKE} transform="{place}">{icons.strokes(type)}</g>'
