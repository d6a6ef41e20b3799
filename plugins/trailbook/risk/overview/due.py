"""Everything that has a due day, whoever has to do it: what is late and what comes next."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trailbook.records.grants import grants
from trailbook.records.kinds.connector import Connector
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.states import TO_CERTIFY, is_pending
from trailbook.risk.lessons.lessons import Lessons
from trailbook.risk.register.remediation import remediation
from trailbook.risk.reviews.reviews import ReviewState
from trailbook.risk.scoring.scheme import Scheme

DueKind = Literal["mitigation", "action", "review", "breach", "acceptance", "exception", "certification"]

DUE_WORDS: dict[DueKind, str] = {
    "mitigation": "To be in place",
    "action": "Promised after an incident",
    "review": "To be reviewed",
    "breach": "To be reviewed, for its observations ask for it",
    "acceptance": "Accepted risk, to be decided anew",
    "exception": "Exception, to be decided anew",
    "certification": "Connected service, to be certified",
}
"""How each kind reads in a list of what is due."""


@dataclass(frozen=True)
class Due:
    """One thing that is due: its reference and title, who has to see to it, and by which day."""

    kind: DueKind
    reference: str
    title: str
    owner: str
    day: date

    def is_late(self, today: date | None) -> bool:
        """Whether its day has passed: it is not late on the day itself. Without a ``today`` nothing is late."""
        return today is not None and self.day < today


def due(
    knowledge: KnowledgeBase,
    scheme: Scheme,
    lessons: Lessons,
    reviews: Iterable[ReviewState],
    published: Collection[str],
) -> list[Due]:
    """Everything in the published records that has a due day, the earliest first.

    A connector whose certification and review are due on the same day is listed once.
    """
    found = [
        *_mitigations(knowledge, scheme, published),
        *_actions(lessons),
        *_reviews(reviews, published),
        *_decisions(knowledge, published),
    ]
    once = {(item.reference, item.day): item for item in found}
    return sorted(once.values(), key=lambda item: (item.day, item.reference))


def _mitigations(knowledge: KnowledgeBase, scheme: Scheme, published: Collection[str]) -> Iterator[Due]:
    for task in remediation(knowledge, scheme, published):
        if task.mitigation.due:
            yield Due("mitigation", task.reference, task.mitigation.title, task.mitigation.owner, task.mitigation.due)


def _actions(lessons: Lessons) -> Iterator[Due]:
    for lesson in lessons.all:
        for followed in lesson.actions:
            if is_pending(action := followed.action):
                yield Due("action", followed.reference, action.title, action.owner, action.due)


def _reviews(reviews: Iterable[ReviewState], published: Collection[str]) -> Iterator[Due]:
    for state in reviews:
        if state.due and state.record.id in published:
            kind: DueKind = "breach" if state.due_by == "breach" else "review"
            yield Due(kind, state.record.id, state.record.title, state.record.owner, state.due)


def _decisions(knowledge: KnowledgeBase, published: Collection[str]) -> Iterator[Due]:
    """What was decided until a day: accepted risks, exceptions, certified connectors."""
    for record in knowledge.records.values():
        if record.id not in published:
            continue
        for grant in grants(record):
            yield Due(grant.kind, grant.reference, grant.item.label, grant.by, grant.until)
        if isinstance(record, Connector) and record.vetting.state in TO_CERTIFY:
            yield Due("certification", record.id, record.title, record.owner, record.vetting.next)
