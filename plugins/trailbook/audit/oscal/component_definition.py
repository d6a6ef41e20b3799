"""The component definition: what applications, connectors and policies do for which controls."""

from collections.abc import Iterable, Iterator

from trailbook.audit.oscal.components import component, component_records, policy_resources
from trailbook.audit.oscal.facts import OscalFacts
from trailbook.audit.oscal.metadata import metadata
from trailbook.audit.oscal.people import responsible
from trailbook.audit.oscal.values import NIST, Json, line, present, prop, prose, token
from trailbook.records.frameworks import known_frameworks
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.policy import Control, Policy
from trailbook.records.kinds.threat_model import Mitigation, ThreatModel
from trailbook.records.model import OwnedRecord
from trailbook.records.references import record_of
from trailbook.records.states import is_in_place


def component_definition(facts: OscalFacts) -> Json:
    """The component definition of the knowledge base."""
    components = [
        present(**{**component(facts, record), "control-implementations": list(_implementations(facts, record))})
        for record in component_records(facts)
    ]
    return {
        "component-definition": present(
            uuid=facts.uuid("component-definition", facts.commit, str(facts.since), str(facts.until)),
            metadata=metadata(facts, f"{facts.name}: components"),
            components=components,
            back_matter=present(resources=[*policy_resources(facts), *_framework_resources(facts)]),
        )
    }


def _implementations(facts: OscalFacts, record: OwnedRecord) -> Iterator[Json]:
    if isinstance(record, Policy):
        yield from _mapped(facts, record)
    elif isinstance(record, ThreatModel):
        yield from _by_policy(facts, record, _mitigating(facts, record))
    elif isinstance(record, Connector):
        yield from _by_policy(facts, record, _governed(facts, record))


def _mapped(facts: OscalFacts, policy: Policy) -> Iterator[Json]:
    """The framework requirements that controls of a policy meet, by framework."""
    for framework in known_frameworks().values():
        answered: dict[str, list[Control]] = {}
        for control in policy.controls:
            for id in control.frameworks.get(framework.id, ()):
                answered.setdefault(id, []).append(control)
        if answered:
            yield {
                "uuid": facts.uuid("control-implementation", policy.id, framework.id),
                "source": f"#{facts.uuid('framework', framework.id)}",
                "description": prose(
                    f"What of {framework.title} ({framework.edition}) controls of {policy.id} answer, as the policy "
                    "maps them. The source is no OSCAL catalogue: the publisher's ids are the control ids."
                ),
                "implemented-requirements": [
                    {
                        "uuid": facts.uuid("implemented-requirement", policy.id, framework.id, id),
                        "control-id": token(id),
                        "description": prose(*(f"{policy.id}.{control.id}: {control.title}" for control in controls)),
                        "props": [prop("control", f"{policy.id}.{control.id}") for control in controls],
                    }
                    for id, controls in answered.items()
                ],
            }


def _by_policy(facts: OscalFacts, record: OwnedRecord, requirements: Iterable[tuple[str, Json]]) -> Iterator[Json]:
    """Implemented requirements by policy. They are given with the control that each is about."""
    by_policy: dict[str, list[Json]] = {}
    for control, requirement in requirements:
        by_policy.setdefault(record_of(control), []).append(requirement)
    for policy, implemented in sorted(by_policy.items()):
        yield {
            "uuid": facts.uuid("control-implementation", record.id, policy),
            "source": f"#{facts.uuid('policy', policy)}",
            "description": prose(f"What {record.id} has to do with the controls of {facts.knowledge.label(policy)}."),
            "implemented-requirements": implemented,
        }


def _mitigating(facts: OscalFacts, model: ThreatModel) -> Iterator[tuple[str, Json]]:
    """The controls that mitigations of an application implement, in place or not."""
    doing: dict[str, list[Mitigation]] = {}
    for mitigation in model.mitigations:
        for link in facts.knowledge.links_from(f"{model.id}.{mitigation.id}"):
            if link.relation == "implements" and mitigation.state != "withdrawn" and "." in link.target:
                doing.setdefault(link.target, []).append(mitigation)
    for control, some in sorted(doing.items()):
        in_place = [is_in_place(mitigation) for mitigation in some]
        status = "implemented" if all(in_place) else "partial" if any(in_place) else "planned"
        owners = {role["role-id"]: role for mitigation in some for role in responsible(facts, mitigation.owner)}
        yield (
            control,
            present(
                uuid=facts.uuid("implemented-requirement", model.id, control),
                control_id=token(control),
                description=prose(*(f"{found.title} ({found.state}). {found.description}" for found in some)),
                props=[
                    prop("implementation-status", status, NIST),
                    *(prop("mitigation", f"{model.id}.{found.id} {found.state}") for found in some),
                ],
                responsible_roles=[owners[id] for id in sorted(owners)],
            ),
        )


def _governed(facts: OscalFacts, connector: Connector) -> Iterator[tuple[str, Json]]:
    """The controls that the register puts a connector under."""
    for link in facts.knowledge.links_from(connector.id):
        if link.relation == "governed-by" and "." in link.target:
            description = f"The register puts {connector.id} under {link.target}: {facts.knowledge.label(link.target)}."
            yield (
                link.target,
                {
                    "uuid": facts.uuid("implemented-requirement", connector.id, link.target),
                    "control-id": token(link.target),
                    "description": prose(description, "Whether it is kept there, the register does not say."),
                },
            )


def _framework_resources(facts: OscalFacts) -> Iterator[Json]:
    policies = list(facts.knowledge.of_kind(Policy))
    used = {id for policy in policies for control in policy.controls for id in control.frameworks}
    for framework in known_frameworks().values():
        if framework.id in used:
            yield {
                "uuid": facts.uuid("framework", framework.id),
                "title": line(framework.title),
                "props": [prop("type", "standard", NIST), prop("version", framework.edition, NIST)],
                "citation": {"text": line(f"{framework.title}, {framework.publisher}, {framework.edition}")},
                "rlinks": [{"href": framework.source}],
            }
