"""A chart of an indicator: its observations over time, and where it turns amber and red.

It is a picture like the others: sized with the shipped font, coloured by variables, of shapes and text alone. A
plotting library was rejected, since it would bring a renderer and fonts of its own for some lines and dots.
"""

from dataclasses import dataclass

from trailbook.diagrams.charts.paint import EXAMPLE, NARROW, WIDE, ChartPainter
from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.model import Series
from trailbook.risk.indicators.summary import describe_trend, summary


@dataclass(frozen=True)
class Chart:
    """The drawings for two widths, what the chart is called, and what it shows in sentences."""

    wide: str
    narrow: str
    title: str
    words: tuple[str, ...]


def chart(indicator: Indicator, series: Series, prefix: str | None = None) -> Chart | None:
    """The chart of an indicator; None where nothing is observed. The same bytes on every machine."""
    if not series.observations:
        return None
    told = (summary(indicator, series), describe_trend(indicator, series))
    words = (f"{EXAMPLE}.", *told) if indicator.example else told
    drawn = (ChartPainter(indicator, series, room).svg(words, prefix or indicator.id) for room in (WIDE, NARROW))
    return Chart(next(drawn), next(drawn), indicator.title, words)
