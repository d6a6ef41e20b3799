"""Where applications are on the risk matrix, and where they were: a numbered dot for each, with a tail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trailbook.diagrams.charts.marks import LEVELS, ChartForm, chart, label
from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing.colours import ACCENT, INK, MUTED
from trailbook.diagrams.drawing.geometry import Point
from trailbook.diagrams.drawing.svg import dom_id, element, number, text
from trailbook.risk.scoring.scheme import Scheme

WIDTH, HEIGHT = 440.0, 250.0
SIZE = 16.0
"""The size of words: the page shows the matrix in a third of its width, where they are to have 11 pixels or more."""
_LEFT, _TOP, _RIGHT, _BOTTOM = 120.0, 4.0, 438.0, 206.0
_RADIUS = 11.0
_FORM = ChartForm("board", WIDTH, HEIGHT, SIZE)

Place = tuple[str, str]
"""A likelihood and an impact of the scheme."""


@dataclass(frozen=True)
class Placed:
    """An application on the matrix: its name, its place now, and that of an earlier day if it is known."""

    name: str
    now: Place
    before: Place | None = None

    @property
    def words(self) -> str:
        """Where it is in words."""
        at = f"{_said(self.now[0])}, {_said(self.now[1])}"
        if self.before is None or self.before == self.now:
            return f"{self.name}: {at}"
        return f"{self.name}: {at} (was {_said(self.before[0])}, {_said(self.before[1])})"


def _said(word: str) -> str:
    return word.replace("-", " ")


def draw_matrix(scheme: Scheme, placed: Sequence[Placed], title: str, prefix: str) -> str:
    """The matrix of a scheme with applications on it, numbered from 1 in their order. The same bytes everywhere."""
    words = [f"{one.words}." for one in placed]
    return chart(_FORM, title, words, dom_id(prefix), *_grid(scheme), *_dots(scheme, placed))


def _grid(scheme: Scheme) -> Iterator[str]:
    width, height = _cell(scheme)
    for row, likelihood in enumerate(scheme.likelihoods):
        top = _BOTTOM - (row + 1) * height
        yield label(_said(likelihood), (_LEFT - 8, top + height / 2 + 5), MUTED, "muted", text_anchor="end")
        for column, impact in enumerate(scheme.impacts):
            level = scheme.level_at(likelihood, impact)
            yield element(
                "rect",
                class_=f"tb-chart__cell tb-chart--{level}",
                x=_LEFT + column * width,
                y=top,
                width=width - 2,
                height=height - 2,
                fill=LEVELS[level].ground,
            )
    is_tight = any(fonts.width(_said(impact), SIZE) > width - 6 for impact in scheme.impacts)
    for column, impact in enumerate(scheme.impacts):
        y = _BOTTOM + (36 if is_tight and column % 2 else 18)  # in two rows where they would touch
        middle = (_LEFT + column * width + width / 2 - 1, y)
        yield label(_said(impact), middle, MUTED, "muted", text_anchor="middle")


def _cell(scheme: Scheme) -> Point:
    return (_RIGHT - _LEFT) / len(scheme.impacts), (_BOTTOM - _TOP) / len(scheme.likelihoods)


def _dots(scheme: Scheme, placed: Sequence[Placed]) -> Iterator[str]:
    points = _points(scheme, placed)
    for number_, one in enumerate(placed, 1):
        if one.before is not None and one.before != one.now:
            (x, y), (to_x, to_y) = _middle(scheme, one.before), points[number_]
            yield element(
                "path",
                d=f"M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}",
                class_="tb-chart__tail",
                fill="none",
                stroke=ACCENT,
                stroke_width=3.0,
                stroke_opacity=0.45,
                stroke_linecap="round",
            )
    for number_, one in enumerate(placed, 1):
        x, y = points[number_]
        yield element(
            "g",
            element("title", text(one.words)),
            element("circle", r=_RADIUS, class_="tb-chart__application", fill=INK),
            label(str(number_), (0, 5.5), "#ffffff", "on-dot", text_anchor="middle", font_weight="600"),
            transform=f"translate({number(x)} {number(y)})",
        )


def _middle(scheme: Scheme, place: Place) -> Point:
    width, height = _cell(scheme)
    column, row = scheme.impacts.index(place[1]), scheme.likelihoods.index(place[0])
    return _LEFT + column * width + width / 2 - 1, _BOTTOM - row * height - height / 2 - 1


def _points(scheme: Scheme, placed: Sequence[Placed]) -> Mapping[int, Point]:
    """Where the dot of each number is: those of one cell are beside each other, in two rows if they have to."""
    cells: dict[Place, list[int]] = {}
    for number_, one in enumerate(placed, 1):
        cells.setdefault(one.now, []).append(number_)
    width, height = _cell(scheme)
    found: dict[int, Point] = {}
    for place, numbers in cells.items():
        x, y = _middle(scheme, place)
        rows = 1 if len(numbers) * 2 * _RADIUS <= width else 2
        a_row = -(-len(numbers) // rows)
        step = min(2 * _RADIUS + 1, (width - 2 * _RADIUS - 2) / max(a_row - 1, 1))
        for index, number_ in enumerate(numbers):
            row, column = divmod(index, a_row)
            in_row = min(a_row, len(numbers) - row * a_row)
            up = (row - (rows - 1) / 2) * (height / 2 - 2)
            found[number_] = (x + (column - (in_row - 1) / 2) * step, y + up)
    return found
