"""Connectors that carry data more sensitive than they may."""

from collections.abc import Iterator

from trailbook.records.kinds.threat_model import Component
from trailbook.records.model import Item
from trailbook.records.states import IN_USE, vetting_state
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.risk.threats.model_view import ModelView, talk_by_connector
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components():
        entry = view.connector(part)
        data = max(_carried(view, part), key=SENSITIVITIES.index, default=None)
        if not entry or not data:
            continue
        if entry.data_up_to and SENSITIVITIES.index(data) > SENSITIVITIES.index(entry.data_up_to):
            limit = f"{entry.data_up_to} data at most"
        elif entry.data_up_to is None and vetting_state(entry) in IN_USE:
            limit = "none"
        else:
            continue
        yield Hit((part.id,), f"{part.name} moves {data} data, and {entry.id} may carry {limit}.")


def _carried(view: ModelView, part: Component) -> Iterator[Sensitivity]:
    """How sensitive the data is that goes through the component's connector."""
    elements: list[Item] = list(view.kept_in(part)) if part.type == "data-store" else []
    elements += (flow for flow, _ in view.outgoing(part) if talk_by_connector(part, view.target(flow)))
    elements += (flow for flow, _ in view.incoming(part) if talk_by_connector(part, view.source(flow)))
    return (level for element in elements if (level := view.sensitivity(element)))


RULE = Rule(
    id="connector-beyond-its-data",
    family="connectors",
    title="A connector carries more sensitive data than it may",
    looks_for="a component that moves data above the greatest sensitivity that its connector's entry allows",
    why="The register says how far the service can be trusted with data, and this goes beyond it.",
    remedy="Take the data out, use a connector that may carry it, or have the entry decided anew.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-08"),
        owasp_cd=("CD-SEC-04",),
        stride=("information-disclosure",),
        linddun=("data-disclosure", "non-compliance"),
        cwe=("CWE-201",),
        attack=("T1567",),
    ),
)
