"""Flows that run with an administrator's rights."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.rights == "administrative":
            yield Hit((flow.id,), f"The account of {flow.name} has administrative rights.")


RULE = Rule(
    id="rights-administrative",
    family="identity",
    title="A flow runs with administrative rights",
    looks_for="a data flow whose account administers the service it connects to",
    why="Whoever edits the flow can give rights, delete logs and lock others out.",
    remedy=(
        "Use an account without administrative rights; where the task needs one, grant the right for the task and time."
    ),
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02",),
        owasp_cd=("CD-SEC-03",),
        stride=("elevation-of-privilege", "tampering"),
        cwe=("CWE-250",),
        attack=("T1098",),
    ),
)
