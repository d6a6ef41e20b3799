"""Logs that those who are logged can delete."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.logging == "run-history" and not (part.type == "agent" and facts.tools):
            yield Hit((part.id,), f"Use and changes of {part.name} are recorded in its run history alone.")


RULE = Rule(
    id="log-in-makers-hands",
    family="logging",
    title="The log is in its makers' hands",
    looks_for="a component that touches data that is not public and is logged in its own run history alone",
    why="Run histories end after some weeks, and whoever may edit the flow can delete them, most of all after misuse.",
    remedy="Send use and changes to a log that the makers can't change, and keep it for a year.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-10",),
        owasp_cd=("CD-SEC-10",),
        stride=("repudiation", "tampering"),
        cwe=("CWE-778",),
        attack=("T1562.008", "T1070"),
    ),
)
