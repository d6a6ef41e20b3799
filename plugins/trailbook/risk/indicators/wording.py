"""What is told of a series in sentences."""

from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.model import Series, state
from trailbook.risk.indicators.trend import FEWEST, trend

_BETTER = {"higher": "falling", "lower": "rising"}


def figure(value: float) -> str:
    """A value with at most two decimals, none that are needless, and commas between thousands."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def counted(indicator: Indicator, value: float) -> str:
    """A value, with its unit if that reads well with any number."""
    return f"{figure(value)} %" if indicator.unit == "percent" else figure(value)


def summary(indicator: Indicator, series: Series) -> str:
    """How many observations there are, from when to when, and how the last one stands."""
    if series.last is None:
        return "Nothing is observed yet."
    number, last = len(series.observations), series.last
    stands = f"{counted(indicator, last.value)}, {state(indicator, last.value)}"
    if number == 1:
        return f"One observation, on {last.day}: {stands}."
    return f"{number:,} observations from {series.observations[0].day} to {last.day}; the last is {stands}."


def trend_words(indicator: Indicator, series: Series) -> str:
    """Where the series goes and how that is told; that there are too few observations where there are."""
    found = trend(series.observations)
    if found is None:
        return f"No trend is told of fewer than {FEWEST} observations."
    verdict = ""
    if found.direction != "steady":
        verdict = ", which is better" if found.direction == _BETTER[indicator.worse] else ", which is worse"
    means = f"the mean of the last {found.window} observations is {figure(found.later)}"
    before = f"that of the {found.window} before was {figure(found.earlier)}"
    return f"{found.direction.capitalize()}{verdict}: {means}, {before}."
