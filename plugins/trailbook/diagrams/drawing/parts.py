"""The parts that cards, frames and edges are painted with: links with tooltips, lines of text, pills and marks."""

from trailbook.diagrams.drawing.cards import MARKS, PILL, SMALL, mark_width, pill_width
from trailbook.diagrams.drawing.colours import CARD, MARK, SENSITIVITY, TINT
from trailbook.diagrams.drawing.geometry import Point
from trailbook.diagrams.drawing.scene import Mark
from trailbook.diagrams.drawing.svg import element, text


def anchor(href: str, tooltip: str, *content: str, **values: str | float | None) -> str:
    """A part of a picture: a link if it leads anywhere, with a tooltip."""
    return element("a", element("title", text(tooltip)), *content, href=href or None, **values)


def line(value: str, at: Point, size: float, class_: str, **values: str | float | None) -> str:
    """One line of text."""
    return element("text", text(value), x=at[0], y=at[1], font_size=size, class_=class_, **values)


def tinted_pill(value: str, level: str, at: Point) -> str:
    """A word on a tinted pill, by the upper left corner of that."""
    box = element(
        "rect",
        class_="tb-flow__pill",
        x=at[0],
        y=at[1],
        width=pill_width(value),
        height=PILL,
        rx=PILL / 2,
        fill=TINT[level],
    )
    return box + line(value, (at[0] + 7, at[1] + 12), SMALL, "tb-flow__sensitivity", fill="currentColor")


def coloured_pill(value: str, level: str, at: Point) -> str:
    """A pill in the colour of its level, where nothing around it has that."""
    group = f"tb-flow--{level}"
    return element("g", tinted_pill(value, level, at), class_=group, color=SENSITIVITY[level], text_anchor="start")


def mark(kind: Mark, at: Point) -> str:
    """A mark on a filled pill, by the upper left corner of that; nothing where there is none."""
    if not kind:
        return ""
    box = element(
        "rect",
        class_="tb-mark__pill",
        x=at[0],
        y=at[1],
        width=mark_width(kind),
        height=PILL,
        rx=4.0,
        fill=MARK[kind],
    )
    at = at[0] + 7, at[1] + 12
    sign = line(MARKS[kind], at, SMALL, "tb-mark__sign", font_weight="600", text_anchor="start", fill="#ffffff")
    return element("g", box, sign, class_=f"tb-mark tb-mark--{kind}")


def marked(class_: str, kind: Mark) -> str:
    """Classes with that of the mark, if there is one."""
    return f"{class_} tb-is-{kind}" if kind else class_


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
