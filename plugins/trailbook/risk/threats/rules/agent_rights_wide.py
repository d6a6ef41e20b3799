"""Agents whose accounts may do more than their tools."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, _ in view.components("agent"):
        flows = (*view.outgoing(agent), *view.incoming(agent))
        wide = [flow.name for flow, facts in flows if facts.rights in ("wider", "administrative")]
        if wide:
            yield Hit((agent.id,), f"{agent.name} has wider rights than it needs in {listed(wide)}.")


RULE = Rule(
    id="agent-rights-wide",
    family="agents",
    title="An agent's account may do more than the agent needs",
    looks_for="a data flow from or to an agent whose account has wider or administrative rights",
    why="The tools are what the agent is meant to do; the rights are what it can be talked into.",
    remedy="Cut the account down to the tools, one account for each tool where that is possible.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02",),
        owasp_cd=("CD-SEC-02", "CD-SEC-03"),
        stride=("elevation-of-privilege",),
        cwe=("CWE-250",),
        attack=("T1548",),
    ),
)
