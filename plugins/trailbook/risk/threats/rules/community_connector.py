"""Community connectors that touch sensitive data."""

from collections.abc import Iterator

from trailbook.records.states import IN_USE, vetting_state
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components():
        entry = view.connector(part)
        if entry and entry.tier == "community" and vetting_state(entry) in IN_USE:
            yield Hit(
                (part.id,), f"{part.name} gives {view.sensitivity(part)} data to {entry.id}, a community connector."
            )


RULE = Rule(
    id="community-connector",
    family="connectors",
    title="A community connector touches sensitive data",
    looks_for="a component with confidential or restricted data on a community connector that the register approves",
    why="No company answers for it: the package can be sold, left alone or changed by an update after it was vetted.",
    remedy=(
        "Pin its version, switch off updates and name who follows its advisories, or replace it by the vendor's own."
    ),
    find=_find,
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07",),
        owasp_cd=("CD-SEC-01", "CD-SEC-06"),
        stride=("tampering", "information-disclosure"),
        cwe=("CWE-829",),
        attack=("T1195.001",),
    ),
)
