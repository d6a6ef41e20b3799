"""A chart of an indicator: its observations over time, and where it turns amber and red.

It is a picture like the others: sized with the shipped font, coloured by variables, of shapes and text alone. A
plotting library was rejected, since it would bring a renderer and fonts of its own for some lines and dots.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from trailbook.diagrams.charts.marks import ChartForm, chart, dot, label, rule, zone
from trailbook.diagrams.charts.scales import Scale, thinned, time_scale, value_scale
from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing.colours import ACCENT, BOUNDARY, INK, MUTED
from trailbook.diagrams.drawing.geometry import Point
from trailbook.diagrams.drawing.svg import dom_id, element, number
from trailbook.diagrams.drawing.wrapping import wrap
from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.model import Observation, Series, State, state
from trailbook.risk.indicators.summary import describe_trend, figure, summary, with_unit
from trailbook.text.prose import in_prose


@dataclass(frozen=True)
class Chart:
    """The drawings for two widths, what the chart is called, and what it shows in sentences."""

    wide: str
    narrow: str
    title: str
    words: tuple[str, ...]


def draw_chart(indicator: Indicator, series: Series, prefix: str | None = None) -> Chart | None:
    """The chart of an indicator; None if nothing was observed. The same bytes on every machine."""
    if not series.observations:
        return None
    sentences = (summary(indicator, series), describe_trend(indicator, series))
    words = (f"{EXAMPLE}.", *sentences) if indicator.example else sentences
    drawn = (ChartPainter(indicator, series, room).svg(words, prefix or indicator.id) for room in (WIDE, NARROW))
    return Chart(next(drawn), next(drawn), indicator.title, words)


EXAMPLE = "Example: made-up figures"
"""The note on charts of figures that nobody observed."""


SIZE = 12.0


INSET = 14.0
"""How far the first and the last day stand from the edges, in pixels, so that marks and figures have room."""


MOST_DOTS = 60
"""With more observations than these, only the last has a mark of its own."""


@dataclass(frozen=True)
class Room:
    """The size of a chart in pixels, and how many days are named on its axis."""

    name: str
    width: float
    height: float
    days: int


WIDE, NARROW = Room("wide", 720, 300, 7), Room("narrow", 342, 260, 3)
"""Two sizes of one chart, so that its words can be read on a desk and on a phone."""


@dataclass(frozen=True)
class ChartPainter:
    """Draws one indicator's observations in one size."""

    indicator: Indicator
    series: Series
    room: Room

    def svg(self, words: tuple[str, ...], prefix: str) -> str:
        """The drawing, described by sentences, with ids that begin with ``prefix``."""
        id = f"{dom_id(prefix)}-{self.room.name}"
        form = ChartForm(self.room.name, self.room.width, self.room.height, SIZE, fixed=True)
        return chart(form, self.indicator.title, words, id, *self._parts())

    def _parts(self) -> Iterator[str]:
        yield from self._head()
        yield from self._zones()
        yield from self._axes()
        yield from self._thresholds()
        yield from self._retirement()
        yield from self._line()
        yield from self._last()

    # -- where things are ----------------------------------------------------------------------

    @cached_property
    def _top(self) -> float:
        return 64.0 if self.indicator.example else 44.0

    @cached_property
    def _bottom(self) -> float:
        return self.room.height - 30.0

    @cached_property
    def _y(self) -> Scale:
        limits = self.indicator.thresholds
        values = [observation.value for observation in self.series.observations]
        values += [limits.amber, limits.red]
        return value_scale([*values, _beyond(values, limits.red, self.indicator.worse)], self._bottom, self._top)

    @cached_property
    def _x(self) -> Scale:
        days = [self.series.observations[0].day, self.series.observations[-1].day]
        if self.indicator.retired:
            days.append(self.indicator.retired.on)
        left = 16 + max(fonts.width(tick.label, SIZE) for tick in self._y.ticks)
        right = self.room.width - 16 - 1.08 * max(fonts.width(words, SIZE, bold=True) for words in self._limits)
        return time_scale(min(days), max(days), round(left) + INSET, round(right) - INSET, self.room.days)

    @cached_property
    def _limits(self) -> Mapping[str, tuple[State, float]]:
        """What is written at each threshold; where both are one, red is meant."""
        amber, red = self.indicator.thresholds.amber, self.indicator.thresholds.red
        both: tuple[tuple[State, float], ...] = (("red", red),) if amber == red else (("amber", amber), ("red", red))
        sign = "≥" if self.indicator.worse == "higher" else "≤"
        return {f"{name} {sign} {figure(value)}": (name, value) for name, value in both}

    @property
    def _left(self) -> float:
        return self._x.start - INSET

    @property
    def _right(self) -> float:
        return self._x.end + INSET

    def _point(self, observation: Observation) -> Point:
        return self._x.at(observation.day.toordinal()), self._y.at(observation.value)

    # -- what is drawn -------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        unit = wrap(self.indicator.unit, self.room.width - 16, SIZE, most=1)[0]
        yield label(unit, (8, 18), MUTED, "muted")
        if self.indicator.example:
            yield label(EXAMPLE, (8, 38), INK, "ink", font_weight="600")

    def _zones(self) -> Iterator[str]:
        """The grounds of amber and red, from their thresholds to the worse end or to each other."""
        worst = self._top if self.indicator.worse == "higher" else self._bottom
        red, amber = (self._y.at(self.indicator.thresholds.red), self._y.at(self.indicator.thresholds.amber))
        for name, one, other in (("amber", amber, red), ("red", red, worst)):
            if one != other:
                yield zone(name, self._left, min(one, other), self._right, max(one, other))

    def _axes(self) -> Iterator[str]:
        for tick in self._y.ticks:
            y = self._y.at(tick.at)
            yield rule((self._left, y), (self._right, y), "grid")
            yield label(tick.label, (self._left - 6, y + 4), MUTED, "muted", text_anchor="end")
        for tick in self._x.ticks:
            x = self._x.at(tick.at)
            yield rule((x, self._bottom), (x, self._bottom + 5), "tick")
            half = fonts.width(tick.label, SIZE) / 2
            middle = min(max(x, half + 2), self.room.width - half - 2)
            yield label(tick.label, (middle, self._bottom + 20), MUTED, "muted", text_anchor="middle")

    def _thresholds(self) -> Iterator[str]:
        places = [self._y.at(value) for _, value in self._limits.values()]
        if len(places) == 2 and (near := 15 - abs(places[0] - places[1])) > 0:
            apart = near / 2 if places[0] > places[1] else -near / 2
            places = [places[0] + apart, places[1] - apart]
        for (words, (name, value)), place in zip(self._limits.items(), places, strict=True):
            y = self._y.at(value)
            yield rule((self._left, y), (self._right, y), name)
            yield label(words, (self._right + 6, place + 4), INK, name, font_weight="600")

    def _retirement(self) -> Iterator[str]:
        if self.indicator.retired:
            x = self._x.at(self.indicator.retired.on.toordinal())
            yield rule((x, self._top), (x, self._bottom), "retired")
            words = f"retired {in_prose(self.indicator.retired.on)}"
            yield label(words, (x - 5, self._top + 13), BOUNDARY, "muted", text_anchor="end")

    def _line(self) -> Iterator[str]:
        observations = self.series.observations
        many = len(observations) > MOST_DOTS
        if len(observations) > 1:
            points = thinned([self._point(observation) for observation in observations])
            path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
            width = 1.0 if many else 2.0
            yield element("path", d=path, class_="tb-chart__line", fill="none", stroke=ACCENT, stroke_width=width)
        for observation in observations[-1:] if many else observations:
            colour = state(self.indicator, observation.value)
            tooltip = f"{in_prose(observation.day)}: {with_unit(self.indicator, observation.value)}, {colour}"
            tooltip += f". {observation.note}" if observation.note else ""
            yield dot(colour, self._point(observation), tooltip)

    def _last(self) -> Iterator[str]:
        """The last value in figures above its mark, or below it where the line comes from above and there is room."""
        last = self.series.observations[-1]
        x, y = self._point(last)
        comes_down = any(self._point(before)[1] < y for before in self.series.observations[-2:-1])
        y = y + 21 if comes_down and y + 25 < self._bottom else y - 11
        yield label(figure(last.value), (x, y), INK, "value", text_anchor="middle", font_weight="600", font_size=14.0)


def _beyond(values: list[float], red: float, worse: str) -> float:
    """A value a little worse than the red threshold, so that its ground is seen even if nothing is red."""
    space = max(1.0, ceil((max(values) - min(values)) / 6))
    if worse == "higher":
        return red + space
    return red - space if red >= space or min(values) < 0 else min(red, 0.0)
