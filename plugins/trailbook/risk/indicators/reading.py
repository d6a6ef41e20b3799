"""The files of observations in ``observations/``, each with the observations of one indicator."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePosixPath

from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.csv_text import read_observations
from trailbook.risk.indicators.model import Observation, Observed, Series
from trailbook.text.files import bad_name
from trailbook.text.positions import Place
from trailbook.text.problem import Problem, nearest

FOLDER = "observations"
"""Where the files are, relative to the knowledge base's root: ``observations/IND-OPEN-SHARES.csv``."""
MAX_BYTES = 20_000_000


def of_files(contents: Mapping[str, bytes], indicators: Mapping[str, Indicator], today: date | None) -> Observed:
    """The series in files, which are given as bytes by path. A file is named after its indicator."""
    series: dict[str, Series] = {}
    problems: list[Problem] = []
    for path, data in sorted(contents.items()):
        id = PurePosixPath(path).stem
        if fault := _misplaced(path, id, indicators, series):
            problems.append(fault)
            continue
        found, faults = read_observations(path, data)
        problems += faults
        late = dict(_too_late(path, found, indicators[id], today))
        problems += late.values()
        kept = tuple(observation for place, observation in found.items() if place not in late)
        series[id] = Series(kept, path)
    return Observed(series, tuple(sorted(problems)), today)


def _misplaced(path: str, id: str, indicators: Mapping[str, Indicator], series: Mapping[str, Series]) -> Problem | None:
    """The problem of a file that is known before it is read."""
    if problem := bad_name(path, "the id of an indicator and '.csv'"):
        return problem
    if id not in indicators:
        message = f"there is no indicator {id!r}"
        expected = "a file named after an indicator, such as IND-OPEN-SHARES.csv"
        return Problem(path, 1, 1, "unknown-indicator", message, expected, nearest(id, indicators))
    if id in series:
        message = f"the observations of {id} are in {series[id].path} already"
        return Problem(path, 1, 1, "observed-twice", message, "one file for an indicator")
    if indicators[id].computed:
        message = f"{id} is computed from the records ({indicators[id].computed})"
        return Problem(path, 1, 1, "observed-twice", message, "no file, or no 'computed' in the record")
    return None


def _too_late(
    path: str, found: Mapping[Place, Observation], indicator: Indicator, today: date | None
) -> Iterable[tuple[Place, Problem]]:
    """The problem of each observation after today, or after the indicator was retired."""
    ended = indicator.retired.on if indicator.retired else None
    for place, observation in found.items():
        day = observation.day
        if today and day > today:
            message, expected = (
                f"the day {day} is in the future",
                f"a day up to {today}, the newest commit's or that of --today",
            )
            yield place, Problem(path, place.line, place.column, "future-day", message, expected)
        elif ended and day > ended:
            message = f"the day {day} is after {indicator.id} was retired on {ended}"
            yield place, Problem(path, place.line, place.column, "after-retirement", message, f"a day up to {ended}")
