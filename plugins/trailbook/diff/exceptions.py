"""Exceptions and accepted risks that a change brings or alters, and until when they are good."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from trailbook.diff.model import Term
from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.threat_model import FindingState, Threat, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase


class _Granted(NamedTuple):
    kind: Literal["exception", "accepted risk"]
    title: str
    by: str
    until: date


def terms(before: KnowledgeBase, now: KnowledgeBase, today: date | None) -> tuple[Term, ...]:
    """What is granted now and was not, or otherwise, the earliest end first. Without a day nothing has ended."""
    old, new = dict(_granted(before)), dict(_granted(now))
    found = (
        Term(
            one.kind,
            reference,
            one.title,
            one.by,
            one.until,
            was.until if (was := old.get(reference)) and was.until != one.until else None,
            today is not None and one.until < today,
        )
        for reference, one in new.items()
        if old.get(reference) != one
    )
    return tuple(sorted(found, key=lambda term: (term.until, term.reference)))


def _granted(knowledge: KnowledgeBase) -> Iterator[tuple[str, _Granted]]:
    for record in knowledge.records.values():
        if isinstance(record, Policy):
            for one in record.exceptions:
                if one.state == "approved":
                    yield f"{record.id}.{one.id}", _Granted("exception", one.title, one.approver, one.expires)
        elif isinstance(record, ThreatModel):
            accepted: tuple[Threat | FindingState, ...] = (*record.threats, *record.findings)
            for item in accepted:
                if item.state == "accepted" and (told := item.acceptance):
                    yield f"{record.id}.{item.id}", _Granted("accepted risk", item.label, told.by, told.until)
