"""A laid-out scene as SVG: frames, then cards, then flows, then what the marks mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trailbook.diagrams import fonts, icons, wording
from trailbook.diagrams.cards import (
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
    SMALL,
    Card,
    Tag,
    frame_name,
    frame_width,
)
from trailbook.diagrams.colours import ACCENT, BOUNDARY, CARD, INK, MUTED, OUTLINE, SENSITIVITY, TINT
from trailbook.diagrams.geometry import Box, Point, clear_place
from trailbook.diagrams.layout import Layout, middle
from trailbook.diagrams.scene import Place, Scene, Stream
from trailbook.diagrams.svg import dom_id, element, number, text
from trailbook.records.kinds.threat_model import Boundary

MARGIN = 8.0
LEGEND = 30.0
Link = Callable[[str], str]


@dataclass(frozen=True)
class Drawing:
    """All that is known before painting: what is shown, how large its parts are, and where they are."""

    scene: Scene
    cards: Mapping[str, Card]
    tags: Mapping[str, Tag]
    layout: Layout


def paint(drawing: Drawing, link: Link, prefix: str) -> str:
    """The SVG of a drawing, without any space around it and without a background."""
    scene, layout, prefix = drawing.scene, drawing.layout, dom_id(prefix)
    crossing = any(stream.crosses for stream in scene.streams)
    key = _legend(MARGIN + layout.height) if crossing else ""
    width = max(layout.width, 190 if crossing else 0) + 2 * MARGIN
    height = layout.height + 2 * MARGIN + (LEGEND if crossing else 0)
    parts = (
        *(_frame(drawing, boundary, link, prefix) for boundary in _outermost_first(scene)),
        *(_card(drawing, place, link, prefix) for place in scene.places.values()),
        *(_stream(drawing, stream, link, prefix) for stream in scene.streams),
    )
    return element(
        "svg",
        element("title", text(wording.title(scene)), id=f"{prefix}-title"),
        element("desc", text(wording.summary(scene)), id=f"{prefix}-desc"),
        element("g", *parts, transform=f"translate({number(MARGIN)} {number(MARGIN)})"),
        key,
        xmlns="http://www.w3.org/2000/svg",
        class_="tb-diagram tb-diagram--data-flow",
        id=f"{prefix}-data-flow",
        width=round(width),
        height=round(height),
        viewBox=f"0 0 {round(width)} {round(height)}",
        style=f"--tb-diagram-width:{round(width)}px",
        role="group",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc",
        font_family=fonts.FAMILY,
        font_size=NAME,
        fill=INK,
    )


def _outermost_first(scene: Scene) -> list[Boundary]:
    """The boundaries in the order to paint them: each over the one around it."""
    found = list(scene.nested(None))
    for boundary in found:
        found += scene.nested(boundary)
    return found


def _anchor(href: str, tooltip: str, *content: str, **values: str | float | None) -> str:
    return element("a", element("title", text(tooltip)), *content, href=href or None, **values)


def _line(value: str, at: Point, size: float, class_: str, **values: str | float | None) -> str:
    return element("text", text(value), x=at[0], y=at[1], font_size=size, class_=class_, **values)


def _frame(drawing: Drawing, boundary: Boundary, link: Link, prefix: str) -> str:
    box = drawing.layout.clusters[boundary.id]
    tags = [drawing.layout.nodes[middle(id)] for id in drawing.tags]
    strip = Box(box.x + 14, box.y + 6, box.width - 22, FRAME_HEIGHT)
    name_at = clear_place(strip, frame_width(boundary), drawing.layout.routes.values(), tags)
    tooltip = wording.boundary_words(drawing.scene, boundary)
    return _anchor(
        link(boundary.id),
        tooltip[0].upper() + tooltip[1:],
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
            stroke=BOUNDARY,
            stroke_width="1.25",
            stroke_dasharray="6 4",
            pointer_events="visibleStroke",
        ),
        _line(
            frame_name(boundary),
            (name_at, box.y + FRAME_HEIGHT),
            FRAME,
            "tb-boundary__name",
            font_weight="600",
            fill=BOUNDARY,
        ),
        class_="tb-boundary",
        id=f"{prefix}-boundary-{boundary.id}",
    )


def _card(drawing: Drawing, place: Place, link: Link, prefix: str) -> str:
    box, card = drawing.layout.nodes[place.id], drawing.cards[place.id]
    shape = card.outline
    middle, top = (box.x + shape.left + box.x + box.width - shape.right) / 2, box.y + shape.top + PADDING
    icon = f"translate({number(middle - ICON / 2)} {number(top)})"
    baseline = top + ICON + GAP + 13
    lines = [
        _line(line, (middle, baseline + index * LINE), NAME, "tb-node__name", font_weight="600", fill=INK)
        for index, line in enumerate(card.lines)
    ]
    type_at = middle, baseline + len(card.lines) * LINE - 3
    return _anchor(
        link(place.id),
        wording.place_words(drawing.scene, place),
        element(
            "g",
            card.outline.draw(box),
            class_="tb-node__shape",
            fill=CARD,
            stroke=OUTLINE,
            stroke_width="1.25",
            stroke_linejoin="round",
        ),
        f'<g class="tb-node__icon" color="{ACCENT}" {icons.STROKE} transform="{icon}">{icons.strokes(place.type)}</g>',
        *lines,
        _line(card.type, type_at, SMALL, "tb-node__type", fill=MUTED),
        class_=f"tb-node tb-node--{place.type}",
        text_anchor="middle",
        id=f"{prefix}-node-{place.id}",
    )


def _stream(drawing: Drawing, stream: Stream, link: Link, prefix: str) -> str:
    id = stream.flow.id
    route, tag = drawing.layout.routes[id], drawing.tags[id]
    path, weight = route.path, "2.5" if stream.crosses else "1.5"
    clusters = drawing.layout.clusters
    gates = [gate for b in (*stream.leaves, *stream.enters) for gate in route.crossings(clusters[b.id])]
    crossing = " tb-flow--crossing" if stream.crosses else ""
    return _anchor(
        link(id),
        wording.stream_words(stream),
        element("path", class_="tb-flow__reach", d=path, fill="none", stroke="transparent", stroke_width="14"),
        element("path", class_="tb-flow__line", d=path, fill="none", stroke="currentColor", stroke_width=weight),
        element("path", class_="tb-flow__arrow", d=route.arrow(5.5 if stream.crosses else 4.5), fill="currentColor"),
        *(_gate(gate) for gate in gates),
        _tag(tag, drawing.layout.nodes[middle(id)]),
        class_=f"tb-flow tb-flow--{stream.sensitivity}{crossing}",
        id=f"{prefix}-flow-{id}",
        color=SENSITIVITY[stream.sensitivity],
    )


def _gate(at: Point) -> str:
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


def _tag(tag: Tag, box: Box) -> str:
    """The id and name of a flow, and its sensitivity on a pill below."""
    left = box.x + 7
    lines = [
        _line(line, (left, box.y + 14 + index * FLOW_LINE), FLOW, "tb-flow__name", fill=INK)
        for index, line in enumerate(tag.lines)
    ]
    top = box.y + 5 + len(tag.lines) * FLOW_LINE
    width = fonts.width(tag.sensitivity, SMALL) + 14
    pill = element(
        "rect",
        class_="tb-flow__pill",
        x=left,
        y=top,
        width=width,
        height=PILL,
        rx=PILL / 2,
        fill=TINT[tag.sensitivity],
    )
    word = _line(tag.sensitivity, (left + 7, top + 12), SMALL, "tb-flow__sensitivity", fill="currentColor")
    return "".join((*lines, pill, word))


def _legend(top: float) -> str:
    """What the bold line with a ring means. The other marks carry their meaning as text."""
    y = top + LEGEND - 10
    line = element("path", d=f"M{number(MARGIN)} {number(y)}h30", stroke="currentColor", stroke_width="2.5")
    words = _line("crosses a trust boundary", (MARGIN + 40, y + 4), SMALL, "tb-legend__text", fill=MUTED)
    return element("g", line, _gate((MARGIN + 15, y)), words, class_="tb-legend", color=MUTED, aria_hidden="true")
