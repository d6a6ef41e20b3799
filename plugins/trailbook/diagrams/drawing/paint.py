"""A laid-out scene as SVG: lines without words, frames, cards, lines with words, marks, and what they mean."""

from collections.abc import Callable

from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing.arrange import Drawing
from trailbook.diagrams.drawing.cards import NAME
from trailbook.diagrams.drawing.colours import INK
from trailbook.diagrams.drawing.legend import LEGEND, legend, legend_width
from trailbook.diagrams.drawing.paint_cards import card
from trailbook.diagrams.drawing.paint_frames import frame
from trailbook.diagrams.drawing.paint_streams import stream
from trailbook.diagrams.drawing.svg import dom_id, element, number, text

MARGIN = 12.0


def paint(drawing: Drawing, link: Callable[[str], str], prefix: str) -> str:
    """The SVG of a drawing, without any space around it and without a background."""
    scene, layout, prefix = drawing.scene, drawing.layout, dom_id(prefix)
    width = round(max(layout.width, legend_width(scene.keys)) + 2 * MARGIN)
    height = round(layout.height + 2 * MARGIN + (LEGEND if scene.keys else 0))
    parts = (
        *(stream(drawing, part, link, prefix) for part in scene.streams if not part.label),
        *(frame(drawing, part, link, prefix) for part in scene.frames),
        *(card(drawing, place, link, prefix) for place in scene.places if not place.mark),
        *(stream(drawing, part, link, prefix) for part in scene.streams if part.label),
        *(card(drawing, place, link, prefix) for place in scene.places if place.mark),
    )
    return element(
        "svg",
        element("title", text(scene.title), id=f"{prefix}-title"),
        element("desc", text(scene.words[0]), id=f"{prefix}-desc"),
        element("g", *parts, transform=f"translate({number(MARGIN)} {number(MARGIN)})"),
        legend(scene.keys, MARGIN, MARGIN + layout.height),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"tb-diagram tb-diagram--{scene.kind}",
        id=f"{prefix}-{scene.kind}",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        style=f"--tb-diagram-width:{width}px",
        role="group",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc",
        font_family=fonts.FAMILY,
        font_size=NAME,
        fill=INK,
    )
