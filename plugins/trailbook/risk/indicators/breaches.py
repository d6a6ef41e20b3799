"""When an indicator asks for a review: in red, or in amber for too long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from trailbook.records.kinds.indicator import Indicator
from trailbook.records.states import is_current
from trailbook.risk.indicators.model import Observation, Series, State, state
from trailbook.risk.indicators.summary import figure
from trailbook.text.prose import in_prose


@dataclass(frozen=True)
class Breach:
    """A review that an indicator asks for: its state, since when the review is due, and the last observation.

    ``running`` counts the observations, up to the last, that were amber or red.
    """

    indicator: Indicator
    state: State
    since: date
    last: Observation
    running: int

    @property
    def reason(self) -> str:
        """Why the review is due, in a few words."""
        if self.state == "red":
            return f"red at {figure(self.last.value)} on {in_prose(self.last.day)}"
        return f"amber or red {self.running} times running, last {figure(self.last.value)} on {in_prose(self.last.day)}"


def breach(indicator: Indicator, series: Series, held: date | None) -> Breach | None:
    """The review that an indicator asks for; None if it asks for none. ``held`` is the day of its last review.

    It asks for one if the last observation is red, or if as many observations in a row as its ``review_after`` says
    are amber or red. A review held on or after the day of the last observation answers it. Indicators that are retired
    or whose figures are an example ask for nothing.
    """
    if not is_current(indicator) or indicator.example or series.last is None:
        return None
    since = None
    for observation, due in _newest_first(indicator, series):
        if not due or (held and observation.day <= held):
            break
        since = observation.day
    if since is None:
        return None
    return Breach(indicator, state(indicator, series.last.value), since, series.last, running(indicator, series))


def running(indicator: Indicator, series: Series) -> int:
    """How many observations, up to the last, were amber or red."""
    count = 0
    for observation in reversed(series.observations):
        if state(indicator, observation.value) == "green":
            break
        count += 1
    return count


def _newest_first(indicator: Indicator, series: Series) -> Iterator[tuple[Observation, bool]]:
    """Each observation, and whether a review was due at it."""
    due: list[bool] = []
    count = 0
    for observation in series.observations:
        found = state(indicator, observation.value)
        count = 0 if found == "green" else count + 1
        due.append(found == "red" or count >= indicator.review_after)
    return zip(reversed(series.observations), reversed(due), strict=True)
