"""Connections that more than one application can use."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.connection_shared:
            yield Hit((flow.id,), f"The connection of {flow.name} can be used by other apps or people.")


RULE = Rule(
    id="connection-shared",
    family="identity",
    title="A connection can be used by other apps or people",
    looks_for="a data flow whose connection other applications or people can use",
    why="Whoever has the connection has its rights, without having been given any, and long after the app is gone.",
    remedy="Make a connection for each app, owned by a service identity, and review the list of them.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02",),
        owasp_cd=("CD-SEC-03",),
        stride=("elevation-of-privilege", "information-disclosure"),
        cwe=("CWE-266",),
        attack=("T1528", "T1550.001"),
    ),
)
