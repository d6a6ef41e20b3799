"""Threats and exceptions as risks: ratings, responses, decisions."""

from collections.abc import Iterable, Iterator
from datetime import date

from trailbook.audit.oscal.components import component_uuid
from trailbook.audit.oscal.facts import OscalFacts
from trailbook.audit.oscal.observations import OscalObservation
from trailbook.audit.oscal.people import party_uuid
from trailbook.audit.oscal.values import NIST, Json, line, present, prop, prose, timestamp
from trailbook.records.grants import exception_grant
from trailbook.records.kinds.policy import Policy, PolicyException
from trailbook.records.kinds.threat_model import Mitigation
from trailbook.records.links import full_reference
from trailbook.records.ratings import Rating
from trailbook.records.references import record_of
from trailbook.records.states import is_in_place
from trailbook.risk.register.register import StatedThreat, stated_threats
from trailbook.trail.published_text import published

_STATUS = {
    "open": "open",
    "in-discussion": "investigating",
    "in-progress": "remediating",
    "mitigated": "closed",
    "accepted": "deviation-approved",
    "false-positive": "closed",
}
_EXCEPTIONS = {
    "requested": "deviation-requested",
    "approved": "deviation-approved",
    "refused": "closed",
    "ended": "closed",
}
_LIFECYCLE = {"proposed": "recommendation", "planned": "planned", "in-progress": "planned"}


def risk_uuid(facts: OscalFacts, reference: str) -> str:
    """The id of the risk of a threat or an exception."""
    return facts.uuid("risk", reference)


def risks(facts: OscalFacts, observed: Iterable[OscalObservation]) -> list[Json]:
    """Every threat of every model, and every exception, but those of retired records."""
    about: dict[str, list[Json]] = {}
    for observation in observed:
        for reference in observation.about:
            about.setdefault(reference, []).append(observation.related)
    threats = (
        _threat(facts, ref, stated, about.get(ref, []))
        for ref, stated in stated_threats(facts.knowledge).items()
        if facts.is_current(ref)
    )
    return [*threats, *_exceptions(facts)]


def _threat(facts: OscalFacts, reference: str, stated: StatedThreat, related: list[Json]) -> Json:
    threat = stated.threat
    items = facts.knowledge.items
    some = {ref: items[ref] for ref in facts.knowledge.sources([reference], "mitigates") if ref in items}
    mitigations = {ref: item for ref, item in some.items() if isinstance(item, Mitigation)}
    frameworks = (f"{name} {id}" for name, ids in threat.frameworks.items() for id in ids)
    accepted = [prop("accepted", "accepted", NIST)] if threat.state == "accepted" else []
    refused = [prop("false-positive", "false-positive", NIST)] if threat.state == "false-positive" else []
    return present(
        uuid=risk_uuid(facts, reference),
        title=line(threat.title),
        description=prose(threat.description),
        statement=prose(f"Who benefits: {threat.benefits}", f"Who is harmed: {threat.harmed}"),
        props=[
            prop("threat", reference),
            prop("state", threat.state),
            prop("category", threat.category),
            *accepted,
            *refused,
            *(prop("mapped-to", mapped) for mapped in frameworks),
        ],
        status=_STATUS[threat.state],
        characterizations=[
            _rated(facts, stated, threat.inherent, "initial"),
            _rated(facts, stated, threat.residual, "adjusted"),
        ],
        mitigating_factors=[
            _factor(facts, stated, ref, each) for ref, each in mitigations.items() if is_in_place(each)
        ],
        remediations=[
            *(_planned(facts, stated, ref, each) for ref, each in mitigations.items() if each.state in _LIFECYCLE),
            *_acceptance(facts, reference, stated),
        ],
        risk_log=present(entries=list(_log(facts, stated))),
        related_observations=related,
    )


def _rated(facts: OscalFacts, stated: StatedThreat, rating: Rating, state: str) -> Json:
    """A rating: what the model states, and the level that follows from it by the scheme."""
    values = (("likelihood", rating.likelihood), ("impact", rating.impact), ("risk", facts.scheme.level(rating)))
    facets = [
        {"name": name, "system": NIST, "value": value, "props": [prop("state", state, NIST)]} for name, value in values
    ]
    origin = {"actors": [{"type": "tool", "actor-uuid": facts.uuid("tool")}]}
    basis = prop("basis", f"{facts.scheme.name or 'matrix'}: {facts.scheme.explain(rating)}")
    return {"origin": origin, "props": [basis, prop("stated-in", stated.model.id)], "facets": facets}


def _factor(facts: OscalFacts, stated: StatedThreat, reference: str, mitigation: Mitigation) -> Json:
    return {
        "uuid": facts.uuid("mitigating-factor", stated.reference, reference),
        "description": prose(mitigation.title, mitigation.description),
        "props": [prop("mitigation", reference), prop("state", mitigation.state), prop("owner", mitigation.owner)],
        "subjects": [{"subject-uuid": component_uuid(facts, record_of(reference)), "type": "component"}],
    }


def _planned(facts: OscalFacts, stated: StatedThreat, reference: str, mitigation: Mitigation) -> Json:
    """A mitigation that is not in place yet. Its due day, if it has one, is a milestone."""
    return present(
        uuid=facts.uuid("response", stated.reference, reference),
        lifecycle=_LIFECYCLE[mitigation.state],
        title=line(mitigation.title),
        description=prose(mitigation.description or mitigation.title),
        props=[
            prop("type", "mitigate", NIST),
            prop("mitigation", reference),
            prop("state", mitigation.state),
            prop("owner", mitigation.owner),
        ],
        tasks=[_milestone(facts, stated.reference, reference, mitigation.due)] if mitigation.due else [],
    )


def _milestone(facts: OscalFacts, reference: str, id: str, due: date) -> Json:
    return {
        "uuid": facts.uuid("task", reference, id),
        "type": "milestone",
        "title": "To be in place",
        "timing": {"on-date": {"date": timestamp(due)}},
    }


def _acceptance(facts: OscalFacts, reference: str, stated: StatedThreat) -> Iterator[Json]:
    if accepted := stated.threat.acceptance:
        yield {
            "uuid": facts.uuid("response", reference, "acceptance"),
            "lifecycle": "completed",
            "title": line(f"Accepted by {accepted.by} until {accepted.until}"),
            "description": prose(accepted.reason),
            "props": [prop("type", "accept", NIST), prop("until", accepted.until)],
        }


def _log(facts: OscalFacts, stated: StatedThreat) -> Iterator[Json]:
    """The decisions that changed a threat, newest first."""
    for record, decision in facts.decisions:
        changes = [change for change in decision.changes if change.item == stated.threat.id and change.kind != "moved"]
        if record != stated.model.id or not changes:
            continue
        states = [change.after for change in changes if change.field == "state" and isinstance(change.after, str)]
        status = _STATUS.get(str(states[-1])) if states else None
        has_reason = decision.rationale.source not in ("title", "none")
        yield present(
            uuid=facts.uuid("risk-log", stated.reference, decision.commit),
            title=line(published(decision.title, 300, facts.emails)),
            description=prose(published(decision.rationale.text, emails=facts.emails)) if has_reason else "",
            start=timestamp(decision.landed),
            props=[prop("commit", decision.commit), *(prop("effect", change.effect) for change in changes[:1])],
            logged_by=[{"party-uuid": party_uuid(facts, decision.author.name)}],
            status_change=status,
        )


def _exceptions(facts: OscalFacts) -> Iterator[Json]:
    """The exceptions to controls, as risks that somebody approved, refused or is asked to approve."""
    for policy in facts.knowledge.of_kind(Policy):
        for exception in policy.exceptions if facts.is_current(policy.id) else ():
            yield _exception(facts, policy.id, exception)


def _exception(facts: OscalFacts, policy: str, exception: PolicyException) -> Json:
    control = full_reference(policy, exception.control)
    ended = exception.state == "approved" and exception_grant(policy, exception).has_ended(facts.moment.date())
    where = ", ".join(exception.applications) or "every application"
    return present(
        uuid=risk_uuid(facts, f"{policy}.{exception.id}"),
        title=line(exception.title),
        description=prose(exception.text or exception.reason),
        statement=prose(f"An exception to {control} for {where}. Reason: {exception.reason}"),
        props=[
            prop("exception", f"{policy}.{exception.id}"),
            prop("control", control),
            prop("state", exception.state),
            prop("approver", exception.approver),
            *([prop("granted", exception.granted)] if exception.granted else []),
        ],
        status="open" if ended else _EXCEPTIONS[exception.state],
        deadline=timestamp(exception.expires),
    )
