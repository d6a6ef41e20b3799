"""Applications, connectors and policies as OSCAL's components, with the same ids in every document."""

from collections.abc import Iterator

from trailbook.audit.oscal.facts import OscalFacts
from trailbook.audit.oscal.people import responsible
from trailbook.audit.oscal.values import NIST, Json, line, present, prop, prose, reference_of
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.model import OwnedRecord
from trailbook.records.states import vetting_state

_STATES = {"active": "operational", "draft": "under-development", "retired": "disposition"}


def component_records(facts: OscalFacts) -> Iterator[OwnedRecord]:
    """The records that are components: applications by their threat models, connectors, policies."""
    for record in facts.knowledge.records.values():
        if isinstance(record, (ThreatModel, Connector, Policy)):
            yield record


def component_uuid(facts: OscalFacts, record: str) -> str:
    """The id of a record's component."""
    return facts.uuid("component", record)


def component(facts: OscalFacts, record: OwnedRecord) -> Json:
    """What both documents say about a component."""
    kind, title, description, props = _described(record)
    return present(
        uuid=component_uuid(facts, record.id),
        type=kind,
        title=line(title),
        description=prose(description, record.summary if record.summary != description else ""),
        props=[prop("record", record.id), prop("path", facts.path(record.id)), prop("status", record.status), *props],
        responsible_roles=responsible(facts, record.owner),
    )


def system_component(facts: OscalFacts, record: OwnedRecord) -> Json:
    """A component for assessment results: with its state."""
    return {**component(facts, record), "status": {"state": _STATES[record.status]}}


def _described(record: OwnedRecord) -> tuple[str, str, str, list[Json]]:
    """The type, the title, the purpose and further properties of a component."""
    if isinstance(record, ThreatModel):
        application = record.application
        return "software", application.name, application.purpose, [prop("platform", application.platform)]
    if isinstance(record, Connector):
        props = [
            prop("tier", record.tier),
            prop("group", record.group),
            prop("vetting", vetting_state(record)),
            prop("certify-again", record.vetting.next),
            prop("data-up-to", record.data_up_to or "none"),
        ]
        return "service", record.title, record.service, props
    return "policy", record.title, record.summary or record.title, []


def policy_resources(facts: OscalFacts) -> Iterator[Json]:
    """The policies, as resources that documents refer to."""
    for policy in facts.knowledge.of_kind(Policy):
        yield {
            "uuid": facts.uuid("policy", policy.id),
            "title": line(policy.title),
            "props": [prop("type", "policy", NIST), prop("record", policy.id)],
            "rlinks": [{"href": reference_of(facts.path(policy.id))}],
        }
