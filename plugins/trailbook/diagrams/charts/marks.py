"""The parts of charts: zones, rules, labels, and marks that differ in shape as well as in colour."""

from trailbook.diagrams.drawing.colours import OUTLINE, SENSITIVITY, TINT
from trailbook.diagrams.drawing.geometry import Point
from trailbook.diagrams.drawing.svg import element, number, text
from trailbook.risk.indicators.model import State

COLOURS: dict[str, str] = {
    "green": SENSITIVITY["public"],
    "amber": SENSITIVITY["confidential"],
    "red": SENSITIVITY["restricted"],
}
"""The colours of states: those of the levels that are as grave."""
GROUNDS: dict[str, str] = {"amber": TINT["confidential"], "red": TINT["restricted"]}

_DASHES = {"amber": "7 5", "red": "2 3", "retired": "1 4"}
_SHAPES: dict[State, str] = {
    "green": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "amber": "M0-5.5L5.5 0L0 5.5L-5.5 0z",
    "red": "M-4.2-4.2h8.4v8.4h-8.4z",
}
"""A dot, a diamond and a square, around the point."""


def zone(name: str, left: float, top: float, right: float, bottom: float) -> str:
    """The ground on which values are amber or red."""
    return element(
        "rect",
        class_=f"tb-chart__zone tb-chart--{name}",
        x=left,
        y=top,
        width=right - left,
        height=bottom - top,
        fill=GROUNDS[name],
    )


def rule(start: Point, end: Point, name: str) -> str:
    """A straight line: of the grid, of an axis, of a threshold, or where an indicator was retired."""
    return element(
        "path",
        d=f"M{number(start[0])} {number(start[1])}L{number(end[0])} {number(end[1])}",
        class_=f"tb-chart__rule tb-chart--{name}",
        fill="none",
        stroke=COLOURS.get(name, OUTLINE),
        stroke_width=1.5 if name in _DASHES else 1.0,
        stroke_dasharray=_DASHES.get(name),
        stroke_opacity=0.35 if name == "grid" else None,
    )


def label(value: str, at: Point, colour: str, name: str, **values: str | float | None) -> str:
    """A line of text."""
    return element(
        "text", text(value), x=at[0], y=at[1], fill=colour, class_=f"tb-chart__text tb-chart--{name}", **values
    )


def dot(state: State, at: Point, tooltip: str) -> str:
    """The mark of one observation: a dot where green, a diamond where amber, a square where red."""
    shape = element(
        "path",
        element("title", text(tooltip)),
        d=_SHAPES[state],
        class_=f"tb-chart__dot tb-chart--{state}",
        fill=COLOURS[state],
        stroke="#ffffff",
        stroke_width=1.5,
    )
    return element("g", shape, transform=f"translate({number(at[0])} {number(at[1])})")
