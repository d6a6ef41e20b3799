"""Agents that give each other instructions."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        source, target = view.source(flow), view.target(flow)
        if source and target and source.type == target.type == "agent" and not facts.checked:
            yield Hit((flow.id,), f"{source.name} instructs {target.name}.")


RULE = Rule(
    id="agent-directs-agent",
    family="agents",
    title="One agent instructs another",
    looks_for="a data flow from one agent to another that is not stated to be checked",
    why="An order planted with the first reaches the tools of the second, which takes it for a colleague's.",
    remedy="Let one hand the other fields of a fixed form, or let a person carry the request over.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06", "LCNC-SEC-07"),
        owasp_cd=("CD-SEC-06", "CD-SEC-08"),
        stride=("spoofing", "elevation-of-privilege"),
        cwe=("CWE-1427",),
    ),
)
