"""Agents that run code which they wrote themselves."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, facts in view.components("agent"):
        if "run-code" in (facts.tools or ()):
            yield Hit((agent.id,), f"{agent.name} can run code.")


RULE = Rule(
    id="agent-runs-code",
    family="agents",
    title="An agent runs code that it wrote",
    looks_for="an agent with a tool that runs code",
    why="What the model writes is run before anybody has read it, next to the data and keys of the agent.",
    remedy=(
        "Replace it by calls with fixed parameters, or run it where there is no network, no secret and no data to lose."
    ),
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-01", "CD-SEC-08"),
        stride=("elevation-of-privilege",),
        cwe=("CWE-94",),
        attack=("T1059",),
    ),
)
