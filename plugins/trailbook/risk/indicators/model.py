"""What was observed of an indicator, and how each value stands against its thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from trailbook.records.kinds.indicator import Indicator
from trailbook.text.problem import Problem

State = Literal["green", "amber", "red"]


class Observation(NamedTuple):
    """One value on one day. ``note`` and ``source`` are what the observer wrote beside it."""

    day: date
    value: float
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Series:
    """The observations of one indicator, oldest first, one a day at most.

    ``path`` is the file that holds them, empty where they were computed from the records.
    """

    observations: tuple[Observation, ...]
    path: str = ""

    @property
    def last(self) -> Observation | None:
        """The newest observation; None where nothing was observed."""
        return self.observations[-1] if self.observations else None


@dataclass(frozen=True)
class Observed:
    """The series by indicator, what is wrong with their files, and the day that counts as today, if one is known."""

    series: Mapping[str, Series]
    problems: tuple[Problem, ...] = ()
    today: date | None = None

    def of(self, id: str) -> Series:
        """The series of an indicator, without observations where there are none."""
        return self.series.get(id, _NONE)


_NONE = Series(())


def state(indicator: Indicator, value: float) -> State:
    """How a value stands: at a threshold it is red or amber already, and red goes before amber."""
    for name, threshold in (("red", indicator.thresholds.red), ("amber", indicator.thresholds.amber)):
        if value >= threshold if indicator.worse == "higher" else value <= threshold:
            return "red" if name == "red" else "amber"
    return "green"
