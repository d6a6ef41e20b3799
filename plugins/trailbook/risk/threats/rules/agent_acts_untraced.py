"""Agents whose acts are logged under their own name."""

from collections.abc import Iterator

from trailbook.records.kinds.threat_model import Component
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, facts in view.components("agent"):
        if facts.logging != "platform" or not set(facts.tools or ()) - {"read-records", "fetch-addresses"}:
            continue
        written = [target.name for target in _acted_on(view, agent)]
        if written:
            yield Hit(
                (agent.id,), f"{agent.name} acts in its own name on {listed(written)}, and only its platform logs why."
            )


def _acted_on(view: ModelView, agent: Component) -> Iterator[Component]:
    for flow, facts in view.outgoing(agent):
        target = view.target(flow)
        if not target or target.type not in ("data-store", "service") or facts.runs_as in (None, "user"):
            continue
        if not agent.boundary or target.boundary != agent.boundary:
            yield target


RULE = Rule(
    id="agent-acts-untraced",
    family="logging",
    title="What an agent did can't be traced to who asked",
    looks_for="an agent that can act, does so outside its boundary under its own name, and only its platform logs it",
    why="The target's log says that the agent did it and the agent's log says what was said; nothing joins the two.",
    remedy="Send both to the central log with one number for each call, or let the agent act as the asker.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-01", "LCNC-SEC-10"),
        owasp_cd=("CD-SEC-02", "CD-SEC-10"),
        stride=("repudiation",),
        cwe=("CWE-223",),
    ),
)
