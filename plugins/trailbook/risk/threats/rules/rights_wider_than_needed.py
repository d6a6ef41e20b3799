"""Accounts that may do more than the flow they serve."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.rights == "wider":
            yield Hit((flow.id,), f"The account of {flow.name} has wider rights than the flow needs.")


RULE = Rule(
    id="rights-wider-than-needed",
    family="identity",
    title="A flow's account may do more than the flow needs",
    looks_for="a data flow whose account has wider rights than it needs",
    why="A mistake in the flow, or somebody who takes it over, reaches what the flow was never meant to touch.",
    remedy="Cut the rights down to the tables and actions that the flow uses, and name them in the connector's entry.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02",),
        owasp_cd=("CD-SEC-03",),
        stride=("elevation-of-privilege",),
        cwe=("CWE-272",),
        attack=("T1078.004",),
    ),
)
