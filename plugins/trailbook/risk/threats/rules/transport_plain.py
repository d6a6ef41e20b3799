"""Data that travels unencrypted."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.transport == "plain":
            yield Hit((flow.id,), f"{flow.name} moves {view.sensitivity(flow)} data unencrypted.")


RULE = Rule(
    id="transport-plain",
    family="configuration",
    title="Data travels unencrypted",
    looks_for="a data flow with data that is not public over a connection without encryption",
    why="Whoever shares a network with one of the ends reads it, and can change it on the way.",
    remedy="Use the encrypted address of the service, and refuse the plain one.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04",),
        owasp_cd=("CD-SEC-05",),
        stride=("information-disclosure", "tampering"),
        linddun=("data-disclosure",),
        cwe=("CWE-319",),
        attack=("T1040",),
    ),
)
