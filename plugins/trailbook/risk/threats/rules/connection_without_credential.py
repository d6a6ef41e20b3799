"""Connections that anybody could make."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        ends = (view.source(flow), view.target(flow))
        if facts.signs_in_with == "none" and not any(end and end.type == "person" for end in ends):
            yield Hit((flow.id,), f"{flow.name} uses no credential.")


RULE = Rule(
    id="connection-without-credential",
    family="identity",
    title="A connection proves nothing about who makes it",
    looks_for="a data flow between two programs for which no credential is used",
    why="Whoever finds the address can send and fetch the same data as the application.",
    remedy=(
        "Use a managed identity or a signed request; if the service offers neither, keep data that is not "
        "public away from it."
    ),
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04",),
        owasp_cd=("CD-SEC-05",),
        stride=("spoofing", "information-disclosure"),
        cwe=("CWE-306",),
        attack=("T1190",),
    ),
)
