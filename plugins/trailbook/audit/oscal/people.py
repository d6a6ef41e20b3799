"""Who is named in a document: people as parties, and the roles that they hold."""

from collections.abc import Iterator

from trailbook.audit.oscal.facts import Facts
from trailbook.audit.oscal.values import Json, line, present, token
from trailbook.records.vocabulary import ROLE_TITLES
from trailbook.trail.published_text import person

APPROVER = "content-approver"
"""What OSCAL calls whoever approves a document's content."""


def party_uuid(facts: Facts, name: str) -> str:
    """The id of a person. It comes of the name alone: an address could be guessed back from its hash."""
    return facts.uuid("party", person(name))


def parties(facts: Facts) -> list[Json]:
    """Everybody whom the document names, by name. Two people of one name are one party."""
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


def _named(facts: Facts) -> Iterator[tuple[str, str]]:
    for _, decision in facts.decisions:
        yield decision.author.name, decision.author.email
        yield from ((approval.name, approval.email) for approval in decision.approvals)
    yield from ((holder.name, holder.email) for holder in facts.roles.holders)


def owners(facts: Facts) -> list[str]:
    """Who answers for records and mitigations, as the records say it."""
    items = (getattr(item, "owner", "") for item in facts.knowledge.items.values())
    return sorted({*(getattr(record, "owner", "") for record in facts.knowledge.records.values()), *items} - {""})


def roles(facts: Facts) -> list[Json]:
    """The role of approvers, and a role for each owner that records name."""
    named = {
        token(owner): {"id": token(owner), "title": line(ROLE_TITLES.get(owner, owner))} for owner in owners(facts)
    }
    approver = {"id": APPROVER, "title": "Whoever agreed with a change of a record"}
    return [approver, *(named[id] for id in sorted(named))]


def responsible(facts: Facts, owner: str) -> list[Json]:
    """An owner as a responsible role, with those who hold it on the day of the commit."""
    day = facts.moment.date()
    holders = [party_uuid(facts, one.name) for one in facts.roles.holders if one.holds(owner, day)]
    return [present(role_id=token(owner), party_uuids=sorted(set(holders)))] if owner else []
