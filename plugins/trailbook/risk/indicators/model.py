"""The observations of an indicator, and the state of a value by its thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from trailbook.records.kinds.indicator import Indicator
from trailbook.records.model import later
from trailbook.records.states import is_current
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

    ``path`` is the file that holds them; empty if they were computed from the records.
    """

    observations: tuple[Observation, ...]
    path: str = ""

    @property
    def last(self) -> Observation | None:
        """The newest observation; None if there is none."""
        return self.observations[-1] if self.observations else None


@dataclass(frozen=True)
class Observed:
    """The series by indicator, the problems of their files, and the day that counts as today, if it is known."""

    series: Mapping[str, Series]
    problems: tuple[Problem, ...] = ()
    today: date | None = None

    def of(self, id: str) -> Series:
        """The series of an indicator; an empty one if nothing was observed."""
        return self.series.get(id, _NONE)


_NONE = Series(())


def state(indicator: Indicator, value: float) -> State:
    """The state of a value: at a threshold it already is red or amber, and red takes precedence."""
    for name, threshold in (("red", indicator.thresholds.red), ("amber", indicator.thresholds.amber)):
        if value >= threshold if indicator.worse == "higher" else value <= threshold:
            return "red" if name == "red" else "amber"
    return "green"


def next_observation(indicator: Indicator, series: Series) -> date | None:
    """The day by which an indicator is to be observed again; None if nobody observes it, or not any more.

    What is counted from the records needs nobody.
    """
    if series.last is None or not is_current(indicator) or indicator.example or indicator.computed:
        return None
    return later(series.last.day, indicator.frequency)
