"""Paints a laid-out scene as SVG: frames, cards, edges with their tags, marks, and the legend."""

from collections.abc import Callable, Iterator

from trailbook.diagrams.drawing import fonts, icons
from trailbook.diagrams.drawing.arrangement import Drawing
from trailbook.diagrams.drawing.cards import (
    FLOW,
    FLOW_LINE,
    FRAME,
    FRAME_HEIGHT,
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
    Tag,
    frame_name,
    frame_width,
    pill_width,
)
from trailbook.diagrams.drawing.colours import ACCENT, BOUNDARY, CARD, EDGE, INK, MARK, MUTED, OUTLINE
from trailbook.diagrams.drawing.geometry import Box, Point, clear_place
from trailbook.diagrams.drawing.layout import middle
from trailbook.diagrams.drawing.legend import Legend
from trailbook.diagrams.drawing.parts import anchor, coloured_pill, line, mark, marked, ring, tinted_pill
from trailbook.diagrams.drawing.scene import Edge, Frame, Mark, Node
from trailbook.diagrams.drawing.svg import dom_id, element, number, text

MARGIN = 12.0
"""The space around a picture, in pixels."""
RAISED = 11.0
"""How far a mark rises above its card, in pixels."""


def paint(drawing: Drawing, link: Callable[[str], str], prefix: str) -> str:
    """The SVG of a drawing, without a background."""
    scene, layout, prefix = drawing.scene, drawing.layout, dom_id(prefix)
    legend = Legend.of(scene, layout.width)
    width = round(max(layout.width, legend.width) + 2 * MARGIN)
    height = round(layout.height + 2 * MARGIN + legend.height)
    parts = (
        *(_edge(drawing, edge, link, prefix) for edge in scene.edges if not edge.label),
        *(_frame(drawing, frame, link, prefix) for frame in scene.frames),
        *(_card(drawing, node, link, prefix) for node in scene.nodes if not node.mark),
        *(_edge(drawing, edge, link, prefix) for edge in scene.edges if edge.label),
        *(_card(drawing, node, link, prefix) for node in scene.nodes if node.mark),
    )
    return element(
        "svg",
        element("title", text(scene.title), id=f"{prefix}-title"),
        element("desc", text(scene.words[0]), id=f"{prefix}-desc"),
        element("g", *parts, transform=f"translate({number(MARGIN)} {number(MARGIN)})"),
        legend.drawn(MARGIN, MARGIN + layout.height),
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


# -- frames -------------------------------------------------------------------------------------


def _frame(drawing: Drawing, frame: Frame, link: Callable[[str], str], prefix: str) -> str:
    """A frame with its name."""
    box = drawing.layout.clusters[frame.id]
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
            _name_place(drawing, frame),
            FRAME,
            "tb-boundary__name",
            font_weight="600",
            fill=colour,
        ),
        class_=marked("tb-boundary", frame.mark),
        id=f"{prefix}-boundary-{frame.id}",
    )


def _name_place(drawing: Drawing, frame: Frame) -> Point:
    """Where the name of a frame begins: at its top, or at its bottom if flows leave no room there."""
    box, width = drawing.layout.clusters[frame.id], frame_width(frame)
    others = [drawing.layout.nodes[middle(id)] for id in drawing.tags]
    top, bottom = box.y + 6, box.y + box.height - _BOTTOM
    for y, height, baseline in ((top, FRAME_HEIGHT, box.y + FRAME_HEIGHT), (bottom, _BOTTOM, bottom + 11)):
        strip = Box(box.x + 14, y, box.width - 22, height)
        found = clear_place(strip, width, drawing.layout.routes.values(), others)
        if found is not None:
            return found, baseline
    return box.x + 14, box.y + FRAME_HEIGHT


_BOTTOM = 14.0
"""How much room there is below the cards of a frame, in pixels."""


# -- cards --------------------------------------------------------------------------------------


def _card(drawing: Drawing, node: Node, link: Callable[[str], str], prefix: str) -> str:
    """A card, with a link to what it shows."""
    box, sized = drawing.layout.nodes[node.id], drawing.cards[node.id]
    return anchor(
        link(node.link) if node.link else "",
        node.tooltip,
        element(
            "g",
            sized.outline.draw(box),
            class_="tb-node__shape",
            fill=CARD,
            stroke=MARK.get(node.mark, ACCENT if node.own else OUTLINE),
            stroke_width="2.25" if node.mark or node.own else "1.25",
            stroke_linejoin="round",
            stroke_dasharray="5 4" if node.mark == "removed" else None,
        ),
        *(_slim(node, sized, box) if node.slim else _tall(node, sized, box)),
        mark(node.mark, (box.x + 6, box.y - RAISED)),
        class_=marked(f"tb-node tb-node--{node.type}{' tb-is-own' if node.own else ''}", node.mark),
        text_anchor="start" if node.slim else "middle",
        id=f"{prefix}-node-{node.id}",
        data_tb_node=node.id,
    )


def _tall(node: Node, sized: Card, box: Box) -> Iterator[str]:
    shape = sized.outline
    middle, top = (box.x + shape.left + box.x + box.width - shape.right) / 2, box.y + shape.top + PADDING
    yield _icon(node.type, (middle - ICON / 2, top), ICON)
    baseline = top + ICON + GAP + 13
    yield from _words(sized, middle, baseline)
    y = baseline + len(sized.lines) * LINE + (len(sized.words) - 1) * SMALL_LINE + PILL_GAP
    for row in sized.pills:
        for pill in row:
            yield coloured_pill(pill.text, pill.level, (middle - pill_width(pill.text) / 2, y))
        y += PILL + PILL_GAP


def _slim(node: Node, sized: Card, box: Box) -> Iterator[str]:
    yield _icon(node.type, (box.x + PADDING, box.y + PADDING - 1), SLIM_ICON)
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
    node = f"translate({number(at[0])} {number(at[1])}){scaled}"
    return f'<g class="tb-node__icon" color="{ACCENT}" {icons.STROKE} transform="{node}">{icons.strokes(type)}</g>'


# -- edges --------------------------------------------------------------------------------------


def _edge(drawing: Drawing, edge: Edge, link: Callable[[str], str], prefix: str) -> str:
    """An edge, with a link to what it shows: its line and arrow, a ring at each frame that it crosses, and its tag."""
    id = edge.id
    route, tag = drawing.layout.routes[id], drawing.tags.get(id)
    clusters = drawing.layout.clusters
    gates = [gate for frame in (*edge.leaves, *edge.enters) for gate in route.crossings(clusters[frame])]
    path = route.path if edge.arrow else route.path_to_tip
    half = min(edge.weight + 3, 5.5)
    crossing = " tb-flow--crossing" if edge.crosses else ""
    return anchor(
        link(edge.link) if edge.link else "",
        edge.tooltip,
        element("path", class_="tb-flow__reach", d=path, fill="none", stroke="transparent", stroke_width="14"),
        element(
            "path",
            class_="tb-flow__line",
            d=path,
            fill="none",
            stroke="currentColor",
            stroke_width=edge.weight,
            stroke_dasharray="7 5" if edge.dashed or edge.mark == "removed" else None,
        ),
        element("path", class_="tb-flow__arrow", d=route.arrow(half), fill="currentColor") if edge.arrow else "",
        *(ring(gate) for gate in gates),
        _tag(tag, edge.mark, drawing.layout.nodes[middle(id)]) if tag else "",
        class_=marked(f"tb-flow tb-flow--{edge.level}{crossing}", edge.mark),
        id=f"{prefix}-flow-{id}",
        data_tb_ends=f"{edge.source} {edge.target}",
        color=EDGE[edge.level],
    )


def _tag(tag: Tag, marked: Mark, box: Box) -> str:
    """The label of an edge, with its level and its mark on pills below."""
    left = box.x + 7
    lines = [
        line(words, (left, box.y + 14 + index * FLOW_LINE), FLOW, "tb-flow__name", fill=INK)
        for index, words in enumerate(tag.lines)
    ]
    top = box.y + 5 + len(tag.lines) * FLOW_LINE
    level = tinted_pill(tag.level, tag.level, (left, top)) if tag.level != "plain" else ""
    return "".join((*lines, level, mark(marked, (left, top + (PILL + 2 if level else 0)))))
