"""The axes of a chart: round numbers, and days that people count by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from trailbook.diagrams.drawing.geometry import Point
from trailbook.risk.indicators.summary import figure
from trailbook.text.prose import MONTHS, in_prose

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
"""Months between two ticks."""
_LEAST = 28
"""Up to a shorter time, in days, an axis names its first and its last day."""


@dataclass(frozen=True)
class Tick:
    """A tick of an axis: its value in the units of the axis, and its label."""

    at: float
    label: str


@dataclass(frozen=True)
class Scale:
    """A linear scale from values to pixels, with its ticks."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[Tick, ...]

    def at(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


_NARROWEST = 1e-300
"""A span of less can't be divided into steps that are numbers."""


def value_scale(values: Sequence[float], start: float, end: float, most: int = 5) -> Scale:
    """A scale that begins and ends with a round number around all of the values.

    It begins at 0 if no value is negative, unless that would press the values together at its end. Between whole
    numbers there are no ticks.
    """
    low, high = min(values), max(values)
    if low >= 0 and high - low >= high / 4:
        low = 0.0
    if low == high:
        low, high = (0.0, 1.0) if high == 0 else (min(0.0, low), max(0.0, high))
    if high - low < _NARROWEST:
        low, high = floor(low), floor(low) + 1.0
    step = _round_step((high - low) / most)
    if all(value == int(value) for value in values):
        step = max(1.0, step)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = tuple(Tick(index * step, figure(index * step)) for index in range(first, last + 1))
    return Scale(first * step, last * step, start, end, ticks)


def _round_step(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20 … or a tenth, a hundredth of these."""
    power = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))


def time_scale(first: date, last: date, start: float, end: float, most: int) -> Scale:
    """A scale from the first to the last day, as ordinals, with at most so many ticks.

    They are the beginnings of months or years, or else these two days. A single day is in the middle.
    """
    low, high = float(first.toordinal()), float(last.toordinal())
    ends = tuple(Tick(day.toordinal(), in_prose(day)) for day in sorted({first, last}))
    if high - low < _LEAST:
        lone = 0.5 * (low == high)
        return Scale(low - lone, high + lone, start, end, ends)
    found: list[Tick] = []
    for step in _STEPS:
        found = list(_months(first, last, step))
        if len(found) <= most:
            break
    return Scale(low, high, start, end, tuple(found[:most]) if len(found) > 1 else ends)


def _months(first: date, last: date, step: int) -> Iterator[Tick]:
    month = first.year * 12 + first.month - 1
    month += -month % step
    while month // 12 <= last.year and (day := date(month // 12, month % 12 + 1, 1)) <= last:
        if day >= first:
            yield Tick(day.toordinal(), str(day.year) if step % 12 == 0 else f"{MONTHS[day.month - 1]} {day.year}")
        month += step
        if month // 12 > date.max.year:
            return


def thinned(points: Sequence[Point]) -> list[Point]:
    """Points from left to right; of those in one column of pixels the first, lowest, highest and last are kept."""
    columns: dict[int, list[Point]] = {}
    for point in points:
        columns.setdefault(int(point[0]), []).append(point)
    kept: list[Point] = []
    for column in columns.values():
        ends = {0, len(column) - 1}
        heights = [point[1] for point in column]
        ends |= {heights.index(min(heights)), heights.index(max(heights))}
        kept += [column[index] for index in sorted(ends)]
    return kept
