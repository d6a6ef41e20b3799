"""How much risk there was month by month: a bar for each, with a part for each level."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trailbook.diagrams.charts.marks import LEVELS, ChartForm, chart, label, level_part, rule
from trailbook.diagrams.charts.scales import value_scale
from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing.colours import MUTED
from trailbook.diagrams.drawing.svg import dom_id
from trailbook.risk.overview.past_risk import RiskAt
from trailbook.risk.scoring.scheme import Level
from trailbook.text.prose import MONTHS, in_prose, listed

WIDTH, HEIGHT = 440.0, 250.0
MOST = 13
"""How many bars there are at most: a year, and the month that is not over."""
SIZE = 16.0
"""The size of words, as in ``risk_matrix``."""
_LEFT, _TOP, _BOTTOM = 34.0, 14.0, 222.0
_FORM = ChartForm("board", WIDTH, HEIGHT, SIZE)
_LOWEST = 17.0
"""The least height of a part, in pixels, that has its number in it."""


@dataclass(frozen=True)
class BarChart:
    """The drawing, and what it shows in sentences, one for each bar."""

    svg: str
    words: tuple[str, ...]


def draw_bars(months: Sequence[RiskAt], title: str, prefix: str) -> BarChart | None:
    """The chart of the last months, oldest first; None without any. The same bytes on every machine."""
    if not months:
        return None
    shown = months[-MOST:]
    words = tuple(_words(month) for month in shown)
    svg = chart(_FORM, title, words, dom_id(prefix), *_parts(shown))
    return BarChart(svg, words)


def _words(month: RiskAt) -> str:
    counts = [f"{count} {level}" for level, count in month.levels.items() if count]
    return f"{in_prose(month.day)}: {listed(counts) or 'none'}."


def _parts(months: Sequence[RiskAt]) -> Iterator[str]:
    scale = value_scale([0.0, *(float(sum(month.levels.values())) for month in months)], _BOTTOM, _TOP, 4)
    for tick in scale.ticks:
        y = scale.at(tick.at)
        yield rule((_LEFT, y), (WIDTH, y), "grid")
        yield label(tick.label, (_LEFT - 6, y + 5), MUTED, "muted", text_anchor="end")
    room = (WIDTH - _LEFT) / max(len(months), 4)
    for place, month in enumerate(months):
        left, width = _LEFT + place * room + room * 0.14, room * 0.72
        below = 0.0
        for level, count in month.levels.items():
            if count:
                yield from _part(level, count, left, width, scale.at(below + count), scale.at(below))
                below += count
        name = MONTHS[month.day.month - 1]
        is_named = place == len(months) - 1 or place % (1 if room > fonts.width("Mar ", SIZE) else 2) == 0
        if is_named:
            yield label(name, (left + width / 2, _BOTTOM + 20), MUTED, "muted", text_anchor="middle")


def _part(level: Level, count: int, left: float, width: float, top: float, bottom: float) -> Iterator[str]:
    yield level_part(level, left, top, width, bottom - top, f"{count} {level}")
    if bottom - top >= _LOWEST and width > fonts.width(str(count), SIZE):
        middle = ((left + width / 2), (top + bottom) / 2 + SIZE * 0.36)
        yield label(str(count), middle, LEVELS[level].words, f"on-{level}", text_anchor="middle", font_weight="600")
