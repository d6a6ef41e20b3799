"""Where an indicator goes, in a word, by a rule that fits on one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from trailbook.risk.indicators.model import Observation

Direction = Literal["rising", "falling", "steady"]
FEWEST = 4
"""With fewer observations no trend is told."""
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
    are steady; from a mean of 0, every other is a rise or a fall. The rule is our own: it can be done by hand.
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
