"""Agents that remember for everybody what somebody told them."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, facts in view.components("agent"):
        if facts.memory == "shared":
            yield Hit((agent.id,), f"{agent.name} keeps one memory for everybody who asks it.")


RULE = Rule(
    id="agent-memory-shared",
    family="agents",
    title="One person's words stay in an agent's memory for all",
    looks_for="an agent whose memory is shared between the people who ask it",
    why="A secret that one person gives the agent reaches another, and a planted sentence steers every later talk.",
    remedy="Keep memory apart by person and end it with the conversation; what all share is written by its owner.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-06"),
        owasp_cd=("CD-SEC-04", "CD-SEC-08"),
        stride=("information-disclosure", "tampering"),
        linddun=("linking", "data-disclosure"),
        cwe=("CWE-653",),
        attack=("T1080",),
    ),
)
