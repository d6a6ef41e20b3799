"""The metadata of an OSCAL document: its revisions so far, and who approved which."""

from collections.abc import Iterator

from trailbook import __version__
from trailbook.audit.oscal.facts import OscalFacts
from trailbook.audit.oscal.people import APPROVER, parties, party_uuid, roles
from trailbook.audit.oscal.values import NIST, OWN, VERSION, Json, line, present, prop, prose, timestamp
from trailbook.trail.decisions import Approval, Decision
from trailbook.trail.published_text import person, published

_SHORT = 12


def metadata(facts: OscalFacts, title: str) -> Json:
    """The metadata of a document about the knowledge base at its commit."""
    names = facts.tags.get(facts.commit, (facts.moment, ()))[1]
    return present(
        title=line(title),
        last_modified=timestamp(facts.moment),
        version=names[0] if names else facts.commit[:_SHORT],
        oscal_version=VERSION,
        revisions=list(_revisions(facts)),
        props=[prop("commit", facts.commit), prop("generator", f"Trailbook {__version__}")],
        roles=roles(facts),
        parties=parties(facts),
        actions=list(_actions(facts)),
        remarks=prose(
            "Made from records in git and their history. A revision is a commit that changed records, or a tag; an "
            "action is an agreement that a commit shows. Dates are those on which commits reached the main line.",
            "Some records were edited after the commit, and are described as they were edited." if facts.edited else "",
        ),
    )


def _revisions(facts: OscalFacts) -> Iterator[Json]:
    """A revision for each commit with decisions and each tag, newest first."""
    by_commit: dict[str, list[tuple[str, Decision]]] = {}
    for record, decision in facts.decisions:
        by_commit.setdefault(decision.commit, []).append((record, decision))
    moments = {commit: found[0][1].landed for commit, found in by_commit.items()}
    moments |= {
        commit: when for commit, (when, _) in facts.tags.items() if facts.in_period(when) and commit not in by_commit
    }
    for commit in sorted(moments, key=lambda one: (-moments[one].timestamp(), one)):
        names = facts.tags.get(commit, (None, ()))[1]
        found = by_commit.get(commit, [])
        first = found[0][1] if found else None
        title = published(first.title, 300, facts.emails) if first else f"Release {', '.join(names)}"
        yield present(
            title=line(title),
            last_modified=timestamp(moments[commit]),
            version=", ".join(names) or commit[:_SHORT],
            props=[prop("commit", commit), *_props(found)],
            remarks=_reason(facts, first) if first else "",
        )


def _props(found: list[tuple[str, Decision]]) -> Iterator[Json]:
    for _, decision in found[:1]:
        yield prop("author", person(decision.author.name))
        yield prop("authored", timestamp(decision.authored))
        yield prop("reason", decision.rationale.source)
        if decision.request:
            yield prop("request", decision.request.address or decision.request.name)
        yield prop("signature", decision.signature)
    for record, decision in found:
        yield prop("record", record)
        effects = sorted({change.fact for change in decision.changes} - {"neutral"})
        yield from (prop("effect", f"{record} {effect}") for effect in effects)


def _reason(facts: OscalFacts, decision: Decision) -> str:
    text = published(decision.rationale.text, emails=facts.emails)
    return prose(text) if decision.rationale.source not in ("title", "none") else ""


def _actions(facts: OscalFacts) -> Iterator[Json]:
    """An action for each approval of a commit.

    What a record merely claims is not an approval of OSCAL's, nor is a review that does not hold.
    """
    agreed: dict[tuple[str, str, str], tuple[Decision, Approval, list[str]]] = {}
    for record, decision in facts.decisions:
        for approval in decision.approvals:
            key = decision.commit, person(approval.name), approval.source
            agreed.setdefault(key, (decision, approval, []))[2].append(record)
    for (commit, name, source), (decision, approval, records) in agreed.items():
        claimed = source in ("front-matter", "picked")
        kind = (
            "claimed-approval" if claimed else "approval" if approval.hold == "holds" else f"{approval.hold}-approval"
        )
        yield {
            "uuid": facts.uuid("action", commit, name, source),
            "date": timestamp(approval.at or decision.landed),
            "type": kind,
            "system": NIST if kind == "approval" else OWN,
            "props": [
                prop("commit", commit),
                prop("known-by", source),
                prop("independent-of-author", "yes" if approval.independent else "no"),
                *([prop("account", person(approval.account))] if approval.account else []),
                *(prop("record", record) for record in records),
            ],
            "responsible-parties": [{"role-id": APPROVER, "party-uuids": [party_uuid(facts, name)]}],
        }
