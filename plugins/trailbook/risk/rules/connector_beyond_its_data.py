"""Connectors that carry data more sensitive than they may."""

from collections.abc import Iterator

from trailbook.records.vocabulary import SENSITIVITIES
from trailbook.risk.modelled import Modelled
from trailbook.risk.rule import Hit, Maps, Rule


def _find(modelled: Modelled) -> Iterator[Hit]:
    for part, _ in modelled.components():
        entry, data = modelled.connector(part), modelled.sensitivity(part)
        allowed = entry.data_up_to if entry else None
        if entry and allowed and data and SENSITIVITIES.index(data) > SENSITIVITIES.index(allowed):
            yield Hit((part.id,), f"{part.name} touches {data} data, and {entry.id} may carry {allowed} data at most.")


RULE = Rule(
    id="connector-beyond-its-data",
    family="connectors",
    title="A connector carries more sensitive data than it may",
    looks_for="a component that touches data above the greatest sensitivity that its connector's entry allows",
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
