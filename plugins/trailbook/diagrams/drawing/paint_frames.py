"""Frames as SVG: a dashed outline, and the name where no stream runs."""

from collections.abc import Callable

from trailbook.diagrams.drawing.arrange import Drawing
from trailbook.diagrams.drawing.cards import FRAME, FRAME_HEIGHT, frame_name, frame_width
from trailbook.diagrams.drawing.colours import BOUNDARY, MARK
from trailbook.diagrams.drawing.geometry import Box, clear_place
from trailbook.diagrams.drawing.layout import middle
from trailbook.diagrams.drawing.paint_parts import anchor, line, marked
from trailbook.diagrams.drawing.scene import Frame
from trailbook.diagrams.drawing.svg import element


def frame(drawing: Drawing, frame: Frame, link: Callable[[str], str], prefix: str) -> str:
    """A frame with its name."""
    box = drawing.layout.clusters[frame.id]
    tags = [drawing.layout.nodes[middle(id)] for id in drawing.tags]
    strip = Box(box.x + 14, box.y + 6, box.width - 22, FRAME_HEIGHT)
    name_at = clear_place(strip, frame_width(frame), drawing.layout.routes.values(), tags)
    colour = MARK.get(frame.mark, BOUNDARY)
    return anchor(
        link(frame.link) if frame.link else "",
        frame.tooltip,
        element(
            "rect",
            class_="tb-boundary__frame",
            x=box.x,
            y=box.y,
            width=box.width,
            height=box.height,
            rx=10.0,
            fill=BOUNDARY,
            fill_opacity=".05",
            stroke=colour,
            stroke_width="2" if frame.mark else "1.25",
            stroke_dasharray="2 5" if frame.mark == "removed" else "6 4",
            pointer_events="visibleStroke",
        ),
        line(
            frame_name(frame),
            (name_at, box.y + FRAME_HEIGHT),
            FRAME,
            "tb-boundary__name",
            font_weight="600",
            fill=colour,
        ),
        class_=marked("tb-boundary", frame.mark),
        id=f"{prefix}-boundary-{frame.id}",
    )
