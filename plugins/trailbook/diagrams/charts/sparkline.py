"""Sparklines: the course of an indicator as a line as high as a word, for cells of tables."""

from trailbook.diagrams.charts.marks import dot
from trailbook.diagrams.charts.scales import thinned
from trailbook.diagrams.drawing.colours import ACCENT
from trailbook.diagrams.drawing.svg import element, number
from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.model import Series, state
from trailbook.risk.indicators.summary import summary

WIDTH, HEIGHT, EDGE = 88.0, 26.0, 6.5
MOST = 24
"""How many of the last observations are drawn."""


def draw_sparkline(indicator: Indicator, series: Series) -> str:
    """The last observations as a line that ends in a mark of the last state; empty for fewer than two observations.

    It is hidden from screen readers, which read the words beside it.
    """
    shown = series.observations[-MOST:]
    if len(shown) < 2:
        return ""
    days, values = [o.day.toordinal() for o in shown], [o.value for o in shown]
    span, rise = days[-1] - days[0] or 1, max(values) - min(values) or 1
    points = [
        (
            WIDTH - EDGE - (days[-1] - day) / span * (WIDTH - 2 * EDGE),
            (
                HEIGHT / 2
                if max(values) == min(values)
                else HEIGHT - EDGE - (value - min(values)) / rise * (HEIGHT - 2 * EDGE)
            ),
        )
        for day, value in zip(days, values, strict=True)
    ]
    path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in thinned(points))
    line = element("path", d=path, class_="tb-chart__line", fill="none", stroke=ACCENT, stroke_width=1.5)
    mark = dot(state(indicator, values[-1]), points[-1], summary(indicator, series))
    return element(
        "svg",
        line,
        mark,
        xmlns="http://www.w3.org/2000/svg",
        class_="tb-sparkline",
        width=WIDTH,
        height=HEIGHT,
        viewBox=f"0 0 {number(WIDTH)} {number(HEIGHT)}",
        aria_hidden="true",
    )
