"""Streams as SVG: a line with its arrow, a ring at each frame that it crosses, and its tag."""

from collections.abc import Callable

from trailbook.diagrams.drawing.arrange import Drawing
from trailbook.diagrams.drawing.cards import FLOW, FLOW_LINE, PILL, Tag
from trailbook.diagrams.drawing.colours import CARD, INK, LINE
from trailbook.diagrams.drawing.geometry import Box, Point
from trailbook.diagrams.drawing.layout import middle
from trailbook.diagrams.drawing.paint_parts import anchor, line, mark, marked, pill
from trailbook.diagrams.drawing.scene import Mark, Stream
from trailbook.diagrams.drawing.svg import element


def stream(drawing: Drawing, stream: Stream, link: Callable[[str], str], prefix: str) -> str:
    """A stream, which leads to what it stands for."""
    id = stream.id
    route, tag = drawing.layout.routes[id], drawing.tags.get(id)
    clusters = drawing.layout.clusters
    gates = [gate for frame in (*stream.leaves, *stream.enters) for gate in route.crossings(clusters[frame])]
    path = route.path if stream.arrow else route.path_to_tip
    half = min(stream.weight + 3, 5.5)
    crossing = " tb-flow--crossing" if stream.crosses else ""
    return anchor(
        link(stream.link) if stream.link else "",
        stream.tooltip,
        element("path", class_="tb-flow__reach", d=path, fill="none", stroke="transparent", stroke_width="14"),
        element(
            "path",
            class_="tb-flow__line",
            d=path,
            fill="none",
            stroke="currentColor",
            stroke_width=stream.weight,
            stroke_dasharray="7 5" if stream.dashed or stream.mark == "removed" else None,
        ),
        element("path", class_="tb-flow__arrow", d=route.arrow(half), fill="currentColor") if stream.arrow else "",
        *(ring(gate) for gate in gates),
        _tag(tag, stream.mark, drawing.layout.nodes[middle(id)]) if tag else "",
        class_=marked(f"tb-flow tb-flow--{stream.level}{crossing}", stream.mark),
        id=f"{prefix}-flow-{id}",
        data_tb_ends=f"{stream.source} {stream.target}",
        color=LINE[stream.level],
    )


def ring(at: Point) -> str:
    """The mark of a frame that is crossed."""
    return element(
        "circle",
        class_="tb-flow__gate",
        cx=at[0],
        cy=at[1],
        r=4.5,
        fill=CARD,
        stroke="currentColor",
        stroke_width="2",
    )


def _tag(tag: Tag, marked: Mark, box: Box) -> str:
    """The label of a stream, with its level and its mark on pills below."""
    left = box.x + 7
    lines = [
        line(words, (left, box.y + 14 + index * FLOW_LINE), FLOW, "tb-flow__name", fill=INK)
        for index, words in enumerate(tag.lines)
    ]
    top = box.y + 5 + len(tag.lines) * FLOW_LINE
    level = pill(tag.level, tag.level, (left, top)) if tag.level != "plain" else ""
    return "".join((*lines, level, mark(marked, (left, top + (PILL + 2 if level else 0)))))
