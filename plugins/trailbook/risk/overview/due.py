"""Everything that has a due day, whoever has to do it: what is overdue and what comes next.

This is the one list of it: pages, commands and calendars show parts of it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trailbook.records.grants import grants
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.indicator import Indicator
from trailbook.records.kinds.policy import PolicyException
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.records.states import TO_CERTIFY, is_pending, vetting_state
from trailbook.risk.indicators.model import Observed, next_observation
from trailbook.risk.lessons.lessons import Lessons
from trailbook.risk.register.remediation import remediation
from trailbook.risk.reviews.reviews import ReviewState
from trailbook.risk.scoring.scheme import Scheme
from trailbook.text.days import has_passed

DueKind = Literal[
    "mitigation",
    "action",
    "review",
    "breach",
    "acceptance",
    "exception",
    "certification",
    "observation",
    "sign-off",
    "key",
]

DUE_WORDS: dict[DueKind, str] = {
    "mitigation": "Mitigation due",
    "action": "Incident action",
    "review": "To be reviewed",
    "breach": "To be reviewed, for its observations ask for it",
    "acceptance": "Accepted risk, to be decided anew",
    "exception": "Exception, to be decided anew",
    "certification": "Connected service, to be certified",
    "observation": "To be observed again",
    "sign-off": "To be signed off",
    "key": "Key for signatures, to be replaced",
}
"""How each kind reads in a list of what is due."""

DuePeriod = Literal["overdue", "waiting", "this month", "next month", "later"]
"""The parts of the list, the most urgent first."""
MONTHS = 12
"""How many months, the current one first, are shown at a glance."""


@dataclass(frozen=True)
class Due:
    """One thing that is due: its reference and title, who has to see to it, and by which day.

    ``applications`` are the threat models of the applications that it is about; none if it is about no certain one.
    What ``waits`` has no term: its day is the one since which it is awaited, and it is never overdue.
    """

    kind: DueKind
    reference: str
    title: str
    owner: str
    day: date
    applications: tuple[str, ...] = ()
    waits: bool = False

    def is_overdue(self, today: date | None) -> bool:
        """Whether its day has passed: it is not overdue on the day itself. Without a ``today`` nothing is."""
        return not self.waits and has_passed(self.day, today)

    def period(self, today: date | None) -> DuePeriod:
        """In which part of the list it is. Without a ``today`` everything is later but what waits."""
        if self.waits:
            return "waiting"
        if today is None:
            return "later"
        ahead = _month(self.day) - _month(today)
        return (
            "overdue"
            if self.is_overdue(today)
            else "this month"
            if not ahead
            else "next month"
            if ahead == 1
            else "later"
        )


def _month(day: date) -> int:
    """The months since the beginning of the calendar."""
    return day.year * 12 + day.month - 1


def by_month(found: Iterable[Due], today: date) -> list[tuple[date, int]]:
    """The first day of this month and of each of the next, with how much is due in it from today on."""
    first = _month(today)
    counts = [0] * MONTHS
    for one in found:
        if not one.waits and not one.is_overdue(today) and (ahead := _month(one.day) - first) < MONTHS:
            counts[ahead] += 1
    return [(date((first + ahead) // 12, (first + ahead) % 12 + 1, 1), count) for ahead, count in enumerate(counts)]


def due(
    knowledge: KnowledgeBase,
    scheme: Scheme,
    lessons: Lessons,
    reviews: Iterable[ReviewState],
    published: Collection[str],
    observed: Observed | None = None,
) -> list[Due]:
    """Everything in the published records that has a due day, the earliest first.

    A connector whose certification and review are due on the same day is listed once, and so is an indicator.
    """
    found = [
        *_mitigations(knowledge, scheme, published),
        *_actions(lessons),
        *_reviews(reviews, published),
        *_decisions(knowledge, published),
        *_observations(knowledge, published, observed),
    ]
    once = {(item.reference, item.day): item for item in found}
    return _in_order(once.values())


def with_signatures(found: Iterable[Due], signatures: Iterable[Due], published: Collection[str]) -> list[Due]:
    """What is due, and in its order the sign-offs of published records that are missing, and the keys that end."""
    return _in_order((*found, *(one for one in signatures if one.kind == "key" or one.reference in published)))


def _in_order(found: Iterable[Due]) -> list[Due]:
    return sorted(found, key=lambda item: (item.day, item.reference, item.owner))


def _mitigations(knowledge: KnowledgeBase, scheme: Scheme, published: Collection[str]) -> Iterator[Due]:
    for task in remediation(knowledge, scheme, published):
        if task.mitigation.due:
            mitigation, model = task.mitigation, record_of(task.reference)
            yield Due("mitigation", task.reference, mitigation.title, mitigation.owner, task.mitigation.due, (model,))


def _actions(lessons: Lessons) -> Iterator[Due]:
    for lesson in lessons.all:
        for followed in lesson.actions:
            if is_pending(action := followed.action):
                yield Due("action", followed.reference, action.title, action.owner, action.due)


def _reviews(reviews: Iterable[ReviewState], published: Collection[str]) -> Iterator[Due]:
    for state in reviews:
        if state.due and state.record.id in published:
            kind: DueKind = "breach" if state.due_by == "breach" else "review"
            record = state.record
            about = (record.id,) if isinstance(record, ThreatModel) else ()
            yield Due(kind, record.id, record.title, record.owner, state.due, about)


def _decisions(knowledge: KnowledgeBase, published: Collection[str]) -> Iterator[Due]:
    """What was decided until a day: accepted risks, exceptions, certified connectors."""
    for record in knowledge.records.values():
        if record.id not in published:
            continue
        for grant in grants(record):
            named = grant.item.applications if isinstance(grant.item, PolicyException) else (record.id,)
            yield Due(grant.kind, grant.reference, grant.item.label, grant.by, grant.until, named)
        if isinstance(record, Connector) and vetting_state(record) in TO_CERTIFY:
            yield Due("certification", record.id, record.title, record.owner, record.vetting.next)


def _observations(knowledge: KnowledgeBase, published: Collection[str], observed: Observed | None) -> Iterator[Due]:
    """The next observation of each indicator that somebody observes."""
    found = (one for one in knowledge.of_kind(Indicator) if one.id in published)
    for indicator in found if observed else ():
        if observed and (day := next_observation(indicator, observed.of(indicator.id))):
            yield Due("observation", indicator.id, indicator.title, indicator.owner, day)
