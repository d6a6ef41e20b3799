"""The legend: rows below the picture that explain the marks and the colours of lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing.cards import SMALL
from trailbook.diagrams.drawing.colours import EDGE, MUTED
from trailbook.diagrams.drawing.parts import line, ring
from trailbook.diagrams.drawing.scene import Scene
from trailbook.diagrams.drawing.svg import element, number
from trailbook.records.vocabulary import SENSITIVITIES

ROW = 22.0
"""The height of a row, in pixels; the first is further from the picture by ``ABOVE``."""
ABOVE = 8.0
STROKE, GAP = 30.0, 24.0
FINE = 2.0
"""The width of a line in the legend, in pixels, where widths say nothing."""

WEIGHTS: dict[str, float] = {"public": 1.0, "internal": 1.75, "confidential": 2.5, "restricted": 3.5, "unstated": 1.0}
"""The width of an edge, in pixels, by the sensitivity of its data, which its colour shows as well."""

_COLOURS: dict[str, str] = {
    **{str(level): f"{level} data" for level in SENSITIVITIES},
    "unstated": "data of unstated sensitivity",
    "own": "link of this record",
    "plain": "link between others",
}
"""What the colour of a line says, by its level."""


@dataclass(frozen=True)
class _Entry:
    words: str
    sample: Callable[[float, float], str]

    @property
    def width(self) -> float:
        return STROKE + 10 + fonts.width(self.words, SMALL)


@dataclass(frozen=True)
class Legend:
    """The entries of a legend in rows; none if the picture needs no explanation."""

    rows: tuple[tuple[_Entry, ...], ...]

    @classmethod
    def of(cls, scene: Scene, room: float) -> "Legend":
        """The legend of a scene, in rows as wide as the room unless one entry is wider."""
        rows: list[list[_Entry]] = []
        left = 0.0
        for entry in _entries(scene):
            if not rows or left + entry.width > room:
                rows.append([])
                left = 0.0
            rows[-1].append(entry)
            left += entry.width + GAP
        return cls(tuple(map(tuple, rows)))

    @property
    def width(self) -> float:
        """How wide it is."""
        return max((sum(one.width + GAP for one in row) - GAP + 4 for row in self.rows), default=0)

    @property
    def height(self) -> float:
        """How high it is."""
        return ABOVE + ROW * len(self.rows) if self.rows else 0

    def drawn(self, left: float, top: float) -> str:
        """Its SVG, from a point on."""
        drawn = ""
        for place, row in enumerate(self.rows):
            x, y = left, top + ABOVE + ROW * place + ROW - 10
            for entry in row:
                words = line(entry.words, (x + STROKE + 10, y + 4), SMALL, "tb-legend__text", fill=MUTED)
                drawn += entry.sample(x, y) + words
                x += entry.width + GAP
        return element("g", drawn, class_="tb-legend", color=MUTED, aria_hidden="true") if drawn else ""


def _entries(scene: Scene) -> list[_Entry]:
    found: list[_Entry] = []
    for key in scene.keys:
        if key == "crossing":
            found.append(
                _Entry("crosses a trust boundary", lambda x, y: _sample(x, y, 2.5) + ring((x + STROKE / 2, y)))
            )
        elif key == "against":
            found.append(_Entry("against the direction of a flow", lambda x, y: _sample(x, y, 2.5, dashed=True)))
        elif key == "exceeding":
            found.append(_Entry("more than the register allows", lambda x, y: _sample(x, y, 2.5, dashed=True)))
    weights = WEIGHTS if "sensitivity" in scene.keys else {}
    return [*found, *(_Entry(_COLOURS[level], _of(level, weights.get(level, FINE))) for level in _levels(scene))]


def _levels(scene: Scene) -> Sequence[str]:
    """The levels whose colours say something, in the order of the legend: a plain line does beside the record's own."""
    drawn = {edge.level for edge in scene.edges}
    return [level for level in _COLOURS if level in drawn and (level != "plain" or "own" in drawn)]


def _of(level: str, weight: float) -> Callable[[float, float], str]:
    return lambda x, y: element("g", _sample(x, y, weight), class_=f"tb-flow--{level}", color=EDGE[level])


def _sample(x: float, y: float, weight: float, *, dashed: bool = False) -> str:
    return element(
        "path",
        d=f"M{number(x)} {number(y)}h{number(STROKE)}",
        stroke="currentColor",
        stroke_width=weight,
        stroke_dasharray="7 5" if dashed else None,
    )
