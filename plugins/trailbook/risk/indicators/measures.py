"""Indicators that are counted from the records themselves, today and as the history had them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from trailbook.records import KnowledgeBase, Record
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.indicator import Indicator
from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.vocabulary import Measure
from trailbook.risk.indicators.model import Observation, Series
from trailbook.risk.reviews import next_review

Records = tuple[Record, ...]


@dataclass(frozen=True)
class Moment:
    """The records as they stood at the end of a day."""

    day: date
    records: Records


def connectors_past_certification(records: Records, today: date) -> float:
    """How many connectors in use (approved, restricted or in review) should have been certified before today."""
    used = (record for record in records if isinstance(record, Connector))
    in_use = ("approved", "restricted", "in-review")
    return sum(1 for connector in used if connector.vetting.state in in_use and connector.vetting.next < today)


def exceptions_in_force(records: Records, today: date) -> float:
    """How many exceptions to controls are approved and have not expired."""
    exceptions = (exception for record in records if isinstance(record, Policy) for exception in record.exceptions)
    return sum(1 for exception in exceptions if exception.state == "approved" and exception.expires >= today)


def reviews_overdue(records: Records, today: date) -> float | None:
    """The percentage, to a tenth, of active threat models and policies whose next review has passed or has no day.

    None where there is neither.
    """
    reviewed = [record for record in records if isinstance(record, ThreatModel | Policy) and record.status == "active"]
    if not reviewed:
        return None
    due = (next_review(record.review) if record.review else None for record in reviewed)
    return round(100 * sum(1 for day in due if day is None or day < today) / len(reviewed), 1)


MEASURES: Mapping[Measure, tuple[Callable[[Records, date], float | None], frozenset[str]]] = {
    "connectors-past-certification": (connectors_past_certification, frozenset({"connector"})),
    "exceptions-in-force": (exceptions_in_force, frozenset({"policy"})),
    "reviews-overdue": (reviews_overdue, frozenset({"policy", "threat-model"})),
}
"""What counts each measure, and the kinds of record that it looks at."""


def kinds_counted(knowledge: KnowledgeBase) -> frozenset[str]:
    """The kinds of record that the indicators of a knowledge base are computed from."""
    measures = (record.computed for record in knowledge.records.values() if isinstance(record, Indicator))
    return frozenset(kind for measure in measures if measure for kind in MEASURES[measure][1])


def computed(
    knowledge: KnowledgeBase, indicators: Iterable[Indicator], today: date | None, past: Iterable[Moment]
) -> dict[str, Series]:
    """The series of the indicators that are computed: one observation for each moment, and one for today.

    An indicator that was retired is not counted any more on later days.
    """
    if today is None:
        return {}
    now = Moment(today, tuple(knowledge.records.values()))
    moments = [*(moment for moment in sorted(past, key=lambda moment: moment.day) if moment.day < today), now]
    found: dict[str, Series] = {}
    for indicator in indicators:
        if indicator.computed:
            count, _ = MEASURES[indicator.computed]
            last = indicator.retired.on if indicator.retired else today
            values = ((moment.day, count(moment.records, moment.day)) for moment in moments if moment.day <= last)
            found[indicator.id] = Series(tuple(Observation(day, value) for day, value in values if value is not None))
    return found
