"""Indicators that are computed from the records and their history, today and at earlier moments."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from trailbook.records.grants import grants
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.indicator import Indicator
from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import Record, next_review
from trailbook.records.states import TO_CERTIFY, vetting_state
from trailbook.records.vocabulary import Measure
from trailbook.risk.indicators.model import Observation, Series
from trailbook.risk.reviews.plan import ReviewPlan
from trailbook.risk.reviews.reviews import ReviewEvidence, review_states
from trailbook.risk.scoring.scheme import Scheme
from trailbook.text.days import has_passed
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.proposals import unagreed

Records = tuple[Record, ...]


@dataclass(frozen=True)
class MeasuredHistory:
    """What git shows beside the records, and how often they are to be reviewed."""

    evidence: ReviewEvidence
    plan: ReviewPlan
    scheme: Scheme


@dataclass(frozen=True)
class Moment:
    """The records as they were at the end of a day."""

    day: date
    records: Records


def connectors_past_certification(records: Records, today: date, history: MeasuredHistory | None = None) -> float:
    """How many connectors that are approved, restricted or in review should have been certified before today."""
    connectors = (record for record in records if isinstance(record, Connector))
    return sum(vetting_state(one) in TO_CERTIFY and has_passed(one.vetting.next, today) for one in connectors)


def exceptions_in_force(records: Records, today: date, history: MeasuredHistory | None = None) -> float:
    """How many exceptions to controls are approved, from the day they were granted to the day they expire."""
    found = (grant for record in records for grant in grants(record) if grant.kind == "exception")
    return sum(grant.is_in_force(today) for grant in found)


def reviews_overdue(records: Records, today: date, history: MeasuredHistory | None = None) -> float | None:
    """The percentage, to a tenth, of active threat models and policies whose next review has passed or has no day.

    With a history the next review is that of the page of reviews; without one it is what the record claims. None if
    there is neither a model nor a policy.
    """
    reviewed = [record for record in records if isinstance(record, ThreatModel | Policy) and record.status == "active"]
    if not reviewed:
        return None
    if history is None:
        due = {record.id: next_review(record.review) for record in reviewed if record.review}
    else:
        known = history.evidence.until(today)
        states = review_states(reviewed, history.plan, history.scheme, known, today)
        due = {state.record.id: state.due for state in states}
    overdue = (day is None or has_passed(day, today) for day in (due.get(record.id) for record in reviewed))
    return round(100 * sum(overdue) / len(reviewed), 1)


def changes_with_a_reason(records: Records, today: date, history: MeasuredHistory | None = None) -> float | None:
    """The percentage, to a tenth, of the month's commits to records that give a reason, up to today.

    A reason is more than a title (``trail.gaps.is_reasoned``). None in a month without a commit, or without a history.
    """
    reasoned: dict[str, bool] = {}
    for trail in history.evidence.trails.values() if history else ():
        for decision in trail.decisions:
            day = decision.day
            if (day.year, day.month) == (today.year, today.month) and day <= today:
                reasoned[decision.commit] = reasoned.get(decision.commit, False) or is_reasoned(decision)
    return round(100 * sum(reasoned.values()) / len(reasoned), 1) if reasoned else None


def agreed_by_nobody(records: Records, today: date, history: MeasuredHistory | None = None) -> float | None:
    """How many records, up to today, a machine changed last with nobody's agreement (``trail.proposals``).

    None without a history. An agreement that came later counts for the days before it, too.
    """
    if history is None:
        return None
    trails = history.evidence.trails.values()
    return sum(unagreed([d for d in trail.decisions if d.day <= today]) is not None for trail in trails)


Count = Callable[[Records, date, MeasuredHistory | None], float | None]

MEASURES: Mapping[Measure, tuple[Count, frozenset[str]]] = {
    "agreed-by-nobody": (agreed_by_nobody, frozenset()),
    "changes-with-a-reason": (changes_with_a_reason, frozenset()),
    "connectors-past-certification": (connectors_past_certification, frozenset({"connector"})),
    "exceptions-in-force": (exceptions_in_force, frozenset({"policy"})),
    "reviews-overdue": (reviews_overdue, frozenset({"policy", "threat-model"})),
}
"""The function that computes each measure, and the kinds of record that it reads."""

FROM_HISTORY: frozenset[Measure] = frozenset({"agreed-by-nobody", "changes-with-a-reason", "reviews-overdue"})
"""The measures whose value depends on the history."""


def computed_indicators(knowledge: KnowledgeBase, measures: Collection[Measure] = tuple(MEASURES)) -> list[Indicator]:
    """The indicators that are computed by one of the measures."""
    indicators = knowledge.of_kind(Indicator)
    return [indicator for indicator in indicators if indicator.computed in measures]


def kinds_needed(knowledge: KnowledgeBase) -> frozenset[str]:
    """The kinds of record that the indicators of a knowledge base are computed from."""
    measures = (indicator.computed for indicator in computed_indicators(knowledge))
    return frozenset(kind for measure in measures if measure for kind in MEASURES[measure][1])


def computed_series(
    knowledge: KnowledgeBase,
    indicators: Iterable[Indicator],
    today: date | None,
    past: Iterable[Moment],
    history: MeasuredHistory | None = None,
) -> dict[str, Series]:
    """The series of the indicators that are computed: one observation for each moment, and one for today.

    An indicator is no longer computed after the day on which it was retired.
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
            days = (moment for moment in moments if moment.day <= last)
            values = ((moment.day, count(moment.records, moment.day, history)) for moment in days)
            found[indicator.id] = Series(tuple(Observation(day, value) for day, value in values if value is not None))
    return found
