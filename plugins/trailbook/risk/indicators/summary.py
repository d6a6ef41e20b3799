"""A series in words: how many observations there are, the state of the last one, and the trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.model import Observation, Series, state
from trailbook.text.prose import in_prose

Direction = Literal["rising", "falling", "steady"]
FEWEST = 4
"""The least number of observations that have a trend."""
WINDOW = 3
STEADY = 0.1


@dataclass(frozen=True)
class Trend:
    """A direction with the two means that it comes from, each over ``window`` observations."""

    direction: Direction
    earlier: float
    later: float
    window: int


def trend(observations: Sequence[Observation]) -> Trend | None:
    """The mean of the last three observations against that of the three before; None for fewer than four.

    With four or five observations it is two against two. Means that differ by at most a tenth of the earlier one
    are steady; from a mean of 0, any other is a rise or a fall. The rule is our own: it can be applied by hand.
    """
    if len(observations) < FEWEST:
        return None
    window = min(WINDOW, len(observations) // 2)
    values = [observation.value for observation in observations[-2 * window :]]
    earlier, later = fmean(values[:window]), fmean(values[window:])
    difference = later - earlier
    if abs(difference) <= STEADY * abs(earlier):
        return Trend("steady", earlier, later, window)
    return Trend("rising" if difference > 0 else "falling", earlier, later, window)


_BETTER = {"higher": "falling", "lower": "rising"}


def figure(value: float) -> str:
    """A value with at most two decimals, without trailing zeros, and with commas between thousands."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def with_unit(indicator: Indicator, value: float) -> str:
    """A value with its unit, if the unit reads well with any number."""
    return f"{figure(value)} %" if indicator.unit == "percent" else figure(value)


def summary(indicator: Indicator, series: Series) -> str:
    """How many observations there are, from when to when, and the state of the last one."""
    if series.last is None:
        return "Nothing is observed yet."
    number, last = len(series.observations), series.last
    last_state = f"{with_unit(indicator, last.value)}, {state(indicator, last.value)}"
    if number == 1:
        return f"One observation, on {in_prose(last.day)}: {last_state}."
    first_day, last_day = in_prose(series.observations[0].day), in_prose(last.day)
    return f"{number:,} observations from {first_day} to {last_day}; the last is {last_state}."


def describe_trend(indicator: Indicator, series: Series) -> str:
    """The trend of a series and the two means that it follows from, or that there are too few observations."""
    found = trend(series.observations)
    if found is None:
        return f"A trend needs at least {FEWEST} observations."
    verdict = ""
    if found.direction != "steady":
        verdict = ", which is better" if found.direction == _BETTER[indicator.worse] else ", which is worse"
    means = f"the mean of the last {found.window} observations is {figure(found.later)}"
    before = f"that of the {found.window} before was {figure(found.earlier)}"
    return f"{found.direction.capitalize()}{verdict}: {means}, {before}."
