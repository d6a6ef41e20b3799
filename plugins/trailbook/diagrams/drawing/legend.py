"""The legend: a row below the picture that explains the marks without words."""

from collections.abc import Callable, Sequence

from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing.cards import SMALL
from trailbook.diagrams.drawing.colours import MUTED, SENSITIVITY
from trailbook.diagrams.drawing.parts import line, ring
from trailbook.diagrams.drawing.scene import Key
from trailbook.diagrams.drawing.svg import element, number
from trailbook.records.vocabulary import SENSITIVITIES

LEGEND = 30.0
"""The height of the row, in pixels."""
STROKE, GAP = 30.0, 24.0

WEIGHTS: dict[str, float] = {"public": 1.0, "internal": 1.75, "confidential": 2.5, "restricted": 3.5, "unstated": 1.0}
"""The width of an edge, in pixels, by the sensitivity of its data, which its colour shows as well."""

_Entry = tuple[str, Callable[[float, float], str]]


def legend(keys: Sequence[Key], left: float, top: float) -> str:
    """The row for some keys, from a point on."""
    if not keys:
        return ""
    x, y, drawn = left, top + LEGEND - 10, ""
    for words, sample in _entries(keys):
        drawn += sample(x, y) + line(words, (x + STROKE + 10, y + 4), SMALL, "tb-legend__text", fill=MUTED)
        x += _width(words)
    return element("g", drawn, class_="tb-legend", color=MUTED, aria_hidden="true")


def legend_width(keys: Sequence[Key]) -> float:
    """How wide the row is."""
    return max(0, sum(_width(words) for words, _ in _entries(keys)) - GAP + 4)


def _width(words: str) -> float:
    return STROKE + 10 + fonts.width(words, SMALL) + GAP


def _entries(keys: Sequence[Key]) -> list[_Entry]:
    found: list[_Entry] = []
    for key in keys:
        if key == "crossing":
            found.append(("crosses a trust boundary", lambda x, y: _sample(x, y, 2.5) + ring((x + STROKE / 2, y))))
        elif key == "against":
            found.append(("against the direction of a flow", lambda x, y: _sample(x, y, 2.5, dashed=True)))
        else:
            found += [(f"{level} data", _of(level)) for level in SENSITIVITIES]
    return found


def _of(level: str) -> Callable[[float, float], str]:
    return lambda x, y: element(
        "g", _sample(x, y, WEIGHTS[level]), class_=f"tb-flow--{level}", color=SENSITIVITY[level]
    )


def _sample(x: float, y: float, weight: float, *, dashed: bool = False) -> str:
    return element(
        "path",
        d=f"M{number(x)} {number(y)}h{number(STROKE)}",
        stroke="currentColor",
        stroke_width=weight,
        stroke_dasharray="7 5" if dashed else None,
    )
