"""Exceptions and accepted risks that a change brings or alters, and until when they are good."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from trailbook.diff.model import Term
from trailbook.records.grants import grants
from trailbook.records.knowledge_base import KnowledgeBase

TermKind = Literal["exception", "accepted risk"]
_KINDS: dict[str, TermKind] = {"exception": "exception", "acceptance": "accepted risk"}


class _Granted(NamedTuple):
    kind: TermKind
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
        for grant in grants(record):
            yield grant.reference, _Granted(_KINDS[grant.kind], grant.item.label, grant.by, grant.until)
