"""Data that moves under an account that several people sign in with."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.runs_as == "shared":
            data = view.sensitivity(flow)
            yield Hit((flow.id,), f"{flow.name} moves {data} data under an account that several people sign in with.")


RULE = Rule(
    id="shared-account",
    family="identity",
    title="A flow runs under a shared account",
    looks_for="a data flow with data that is not public and that runs under an account of several people",
    why="Nobody can find out who did what with it, and whoever leaves still knows how to sign in.",
    remedy="Give each person an account, and the flow a service identity that nobody signs in with.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-01",),
        owasp_cd=("CD-SEC-02",),
        stride=("spoofing", "repudiation"),
        cwe=("CWE-286",),
        attack=("T1078",),
    ),
)
