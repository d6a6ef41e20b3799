"""Connectors in use whose register entry lists no permission."""

from collections.abc import Iterator

from trailbook.records.states import IN_USE, vetting_state
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components():
        entry = view.connector(part)
        if entry and not entry.permissions and vetting_state(entry) in IN_USE:
            yield Hit((part.id,), f"{part.name} uses {entry.id}, whose register entry lists no permission.")


RULE = Rule(
    id="permissions-not-listed",
    family="connectors",
    title="Nobody has said what a connector may do",
    looks_for="a component whose connector is approved or on conditions, when its register entry lists no permission",
    why="Without a list, whatever the consent page asks for is granted, and later nobody knows what is too much.",
    remedy="List the least permissions that the connector works with, and compare them with what was consented to.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-03", "CD-SEC-09"),
        stride=("elevation-of-privilege",),
        cwe=("CWE-272",),
        attack=("T1671",),
    ),
)
