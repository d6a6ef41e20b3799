"""Everything that has a day by which it is to be done, whoever has to do it: what is late and what comes next."""

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
"""What each kind of thing is called where it is due."""


@dataclass(frozen=True)
class Due:
    """One thing with a day: what it is, by reference, its title, and who has to see to it."""

    kind: DueKind
    reference: str
    title: str
    owner: str
    day: date

    def is_late(self, today: date | None) -> bool:
        """Whether its day has passed. The day itself is not late; without a ``today`` nothing is."""
        return today is not None and self.day < today


def due(
    knowledge: KnowledgeBase,
    scheme: Scheme,
    lessons: Lessons,
    reviews: Iterable[ReviewState],
    published: Collection[str],
) -> list[Due]:
    """All that has a day in the published records, the earliest first.

    A connector whose certification and review fall on one day is told once.
    """
    found = [
        *_mitigations(knowledge, scheme, published),
        *_actions(lessons),
        *_reviews(reviews, published),
        *_decisions(knowledge, published),
    ]
    once = {(one.reference, one.day): one for one in found}
    return sorted(once.values(), key=lambda one: (one.day, one.reference))


def _mitigations(knowledge: KnowledgeBase, scheme: Scheme, published: Collection[str]) -> Iterator[Due]:
    for task in remediation(knowledge, scheme, published):
        if task.mitigation.due:
            yield Due("mitigation", task.reference, task.mitigation.title, task.mitigation.owner, task.mitigation.due)


def _actions(lessons: Lessons) -> Iterator[Due]:
    for lesson in lessons.all:
        for one in lesson.actions:
            if is_pending(one.action):
                yield Due("action", one.reference, one.action.title, one.action.owner, one.action.due)


def _reviews(reviews: Iterable[ReviewState], published: Collection[str]) -> Iterator[Due]:
    for state in reviews:
        if state.due and state.record.id in published:
            kind: DueKind = "breach" if state.due_by == "breach" else "review"
            yield Due(kind, state.record.id, state.record.title, state.record.owner, state.due)


def _decisions(knowledge: KnowledgeBase, published: Collection[str]) -> Iterator[Due]:
    """What somebody decided for a time: accepted risks, exceptions, certified connectors."""
    for record in knowledge.records.values():
        if record.id not in published:
            continue
        for grant in grants(record):
            yield Due(grant.kind, grant.reference, grant.item.label, grant.by, grant.until)
        if isinstance(record, Connector) and record.vetting.state in TO_CERTIFY:
            yield Due("certification", record.id, record.title, record.owner, record.vetting.next)
