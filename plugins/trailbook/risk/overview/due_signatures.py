"""Whose word is awaited: sign-offs that are missing, and keys of signers that end."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import OwnedRecord
from trailbook.records.vocabulary import ROLE_TITLES
from trailbook.risk.overview.due import Due
from trailbook.text.unseen import one_line
from trailbook.trail.git.signatures import ALLOWED_SIGNERS, SignerLine
from trailbook.trail.published_text import person, published
from trailbook.trail.sign_offs.export import SignOffRow


def missing_sign_offs(rows: Iterable[SignOffRow], knowledge: KnowledgeBase) -> Iterator[Due]:
    """The sign-offs of changes that a role still owes, each since its change is in force. They have no term.

    Roles that nobody holds owe nothing: who is missing there is a person.
    """
    for row in rows:
        if row.state == "missing" and row.record in knowledge.records:
            title = f"{knowledge.records[row.record].title}: {one_line(published(row.title, 160))}"
            about = _about(knowledge, row.record)
            yield Due("sign-off", row.record, title, ROLE_TITLES[row.role], row.day, about, waits=True)


def asked_sign_offs(knowledge: KnowledgeBase, reviews: Mapping[str, date]) -> Iterator[Due]:
    """The sign-offs that records ask for themselves and nobody gave: by the day of the record's next review."""
    for record in knowledge.records.values():
        if not isinstance(record, OwnedRecord) or record.id not in reviews:
            continue
        for one in record.sign_offs:
            if one.state == "pending":
                title = f"{record.title}: {one.scope}"
                about = _about(knowledge, record.id)
                yield Due("sign-off", record.id, title, ROLE_TITLES[one.role], reviews[record.id], about)


def ending_keys(lines: Iterable[SignerLine], names: Mapping[str, str], today: date | None) -> Iterator[Due]:
    """The keys that end from today on, with the last day of each, unless their owner has another that goes on.

    ``names`` are those of people by their addresses in small letters. A key whose day has passed was ended on purpose,
    or is missed by whoever signs.
    """
    last: dict[str, date | None] = {}
    for line in lines:
        for principal in line.principals:
            known, found = last.get(principal, date.min), line.last_day
            last[principal] = None if known is None or found is None else max(known, found)
    for principal, day in last.items():
        if day and (today is None or day >= today):
            owner = names.get(principal.casefold()) or person(principal)
            yield Due("key", ALLOWED_SIGNERS, f"Key of {owner}", owner, day)


def _about(knowledge: KnowledgeBase, id: str) -> tuple[str, ...]:
    return (id,) if isinstance(knowledge.records[id], ThreatModel) else ()
