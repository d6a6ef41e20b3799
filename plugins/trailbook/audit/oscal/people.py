"""The people in a document as parties, and their roles."""

from collections.abc import Iterator

from trailbook.audit.oscal.facts import OscalFacts
from trailbook.audit.oscal.values import Json, line, present, token
from trailbook.records.vocabulary import ROLE_TITLES
from trailbook.trail.published_text import person

APPROVER = "content-approver"
"""OSCAL's role of those who approve the content of a document."""


def party_uuid(facts: OscalFacts, name: str) -> str:
    """The id of a person. It depends on the name only: an address could be guessed from its hash."""
    return facts.uuid("party", person(name))


def parties(facts: OscalFacts) -> list[Json]:
    """Everybody whom the document names, by name. People with the same name are one party."""
    found: dict[str, set[str]] = {}
    for name, email in _named(facts):
        found.setdefault(person(name), set()).update({email} if email else ())
    return [
        present(
            uuid=party_uuid(facts, name),
            type="person",
            name=name,
            email_addresses=sorted(addresses) if facts.emails else [],
        )
        for name, addresses in sorted(found.items())
    ]


def _named(facts: OscalFacts) -> Iterator[tuple[str, str]]:
    for _, decision in facts.decisions:
        yield decision.author.name, decision.author.email
        yield from ((approval.name, approval.email) for approval in decision.approvals)
    yield from ((holder.name, holder.email) for holder in facts.roles.holders)


def owners(facts: OscalFacts) -> list[str]:
    """The owners of records and their items."""
    items = (getattr(item, "owner", "") for item in facts.knowledge.items.values())
    return sorted({*(getattr(record, "owner", "") for record in facts.knowledge.records.values()), *items} - {""})


def roles(facts: OscalFacts) -> list[Json]:
    """The role of approvers, and a role for each owner in the records."""
    named = {
        token(owner): {"id": token(owner), "title": line(ROLE_TITLES.get(owner, owner))} for owner in owners(facts)
    }
    approver = {"id": APPROVER, "title": "Whoever agreed with a change of a record"}
    return [approver, *(named[id] for id in sorted(named))]


def responsible(facts: OscalFacts, owner: str) -> list[Json]:
    """An owner as a responsible role, with those who hold the role on the day of the commit; none without an owner."""
    day = facts.moment.date()
    holders = [party_uuid(facts, holder.name) for holder in facts.roles.holders if holder.holds(owner, day)]
    return [present(role_id=token(owner), party_uuids=sorted(set(holders)))] if owner else []
