"""Applications, connectors and policies as OSCAL's components, with the same ids in every document."""

from collections.abc import Iterator

from trailbook.audit.oscal.facts import Facts
from trailbook.audit.oscal.people import responsible
from trailbook.audit.oscal.values import Json, line, present, prop, prose
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.model import OwnedRecord

_STATES = {"active": "operational", "draft": "under-development", "retired": "disposition"}


def component_records(facts: Facts) -> Iterator[OwnedRecord]:
    """The records that are components: applications by their threat models, connectors, policies."""
    for record in facts.knowledge.records.values():
        if isinstance(record, (ThreatModel, Connector, Policy)):
            yield record


def component_uuid(facts: Facts, record: str) -> str:
    """The id of a record's component."""
    return facts.uuid("component", record)


def component(facts: Facts, record: OwnedRecord) -> Json:
    """What both documents tell of a component."""
    kind, title, description, props = _told(record)
    return present(
        uuid=component_uuid(facts, record.id),
        type=kind,
        title=line(title),
        description=prose(description, record.summary if record.summary != description else ""),
        props=[prop("record", record.id), prop("path", facts.path(record.id)), prop("status", record.status), *props],
        responsible_roles=responsible(facts, record.owner),
    )


def system_component(facts: Facts, record: OwnedRecord) -> Json:
    """A component as assessment results have it: with its state."""
    return {**component(facts, record), "status": {"state": _STATES[record.status]}}


def _told(record: OwnedRecord) -> tuple[str, str, str, list[Json]]:
    """The type of a component, what it is called, what it is for, and what else is known of it."""
    if isinstance(record, ThreatModel):
        application = record.application
        return "software", application.name, application.purpose, [prop("platform", application.platform)]
    if isinstance(record, Connector):
        props = [
            prop("tier", record.tier),
            prop("group", record.group),
            prop("vetting", record.vetting.state),
            prop("certify-again", record.vetting.next),
            prop("data-up-to", record.data_up_to or "none"),
        ]
        return "service", record.title, record.service, props
    return "policy", record.title, record.summary or record.title, []
