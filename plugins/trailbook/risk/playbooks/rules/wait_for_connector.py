"""Connectors that are used before they are approved."""

from collections.abc import Iterator

from trailbook.records.states import IN_USE, vetting_state
from trailbook.records.vocabulary import words
from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    for connector, parts in applied.connectors.values():
        if vetting_state(connector) not in IN_USE:
            yield Need(
                (connector.id,),
                f"Keep {connector.title} switched off",
                f"The register lists it as {words(vetting_state(connector))}. Let nothing run over "
                "it until it is approved.",
                (connector.id, *applied.refs(*(part.id for part in parts)), *connector.governed_by),
            )


RULE = StepRule(
    id="wait-for-connector",
    moment="before-publishing",
    role="platform-admin",
    reads="each connector that the app uses and that the register does not list as approved or on conditions",
    find=_find,
)
