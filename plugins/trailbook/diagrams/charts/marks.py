"""The parts of charts: zones, rules, labels, and marks that differ in shape as well as in colour."""

from collections.abc import Sequence
from typing import NamedTuple

from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing.colours import INK, OUTLINE, SENSITIVITY, TINT
from trailbook.diagrams.drawing.geometry import Point
from trailbook.diagrams.drawing.svg import element, number, text
from trailbook.risk.indicators.model import State
from trailbook.risk.scoring.scheme import Level

COLOURS: dict[str, str] = {
    "green": SENSITIVITY["public"],
    "amber": SENSITIVITY["confidential"],
    "red": SENSITIVITY["restricted"],
}
"""The colours of states: those of the levels that are as grave."""
GROUNDS: dict[str, str] = {"amber": TINT["confidential"], "red": TINT["restricted"]}


class ChartForm(NamedTuple):
    """What a chart is called in the style sheet, its size and that of its words in pixels, and whether it keeps them.

    One that keeps no size fills the place that it is given.
    """

    kind: str
    width: float
    height: float
    letters: float
    fixed: bool = False


def chart(form: ChartForm, title: str, words: Sequence[str], id: str, *parts: str) -> str:
    """The drawing of a chart in parts, with its title and with a description in sentences."""
    return element(
        "svg",
        element("title", text(title), id=f"{id}-title"),
        element("desc", text(" ".join(words)), id=f"{id}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"tb-chart tb-chart--{form.kind}",
        id=id,
        width=form.width if form.fixed else None,
        height=form.height if form.fixed else None,
        viewBox=f"0 0 {number(form.width)} {number(form.height)}",
        role="img",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-desc",
        font_family=fonts.FAMILY,
        font_size=form.letters,
        fill=INK,
    )


class LevelColours(NamedTuple):
    """The colours of a level of risk: of a bar, of words on it, and as the ground of a field, which is pale."""

    bar: str
    words: str
    ground: str


LEVELS: dict[Level, LevelColours] = {
    "critical": LevelColours("#b8243a", "#ffffff", "#fbe3e6"),
    "high": LevelColours("#e08a3c", INK, "#fdebdc"),
    "medium": LevelColours("#edcf6b", INK, "#fbf1cf"),
    "low": LevelColours("#a8d5ba", INK, "#e0f2e6"),
    "note": LevelColours("#cbd5df", INK, "#e9edf1"),
}
"""Those of bars are seen on light and on dark pages; the style sheet has dark grounds."""

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


def level_part(level: Level, left: float, top: float, width: float, height: float, tooltip: str) -> str:
    """The part of a bar that a level has."""
    return element(
        "rect",
        element("title", text(tooltip)),
        class_=f"tb-chart__part tb-chart--{level}",
        x=left,
        y=top,
        width=width,
        height=height,
        fill=LEVELS[level].bar,
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
