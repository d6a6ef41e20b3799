"""Agents with tools that people outside can talk to."""

from collections.abc import Iterator

from trailbook.records.vocabulary import words
from trailbook.risk.threats.fact_texts import audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, facts in view.components("agent"):
        outside = {"guests", "public"} & view.audience(agent)
        if outside and facts.tools:
            tools = listed([words(tool) for tool in facts.tools])
            yield Hit((agent.id,), f"{audience(outside).capitalize()} can talk to {agent.name}, which can {tools}.")


RULE = Rule(
    id="agent-open-to-outsiders",
    family="agents",
    title="People outside can talk to an agent that has tools",
    looks_for="an agent with any tool that guests or the public can reach",
    why="Everything that the tools can do is one well-put question away from a stranger.",
    remedy="Give people outside an agent of their own, with public data and no tools.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05", "LCNC-SEC-06"),
        owasp_cd=("CD-SEC-07", "CD-SEC-08"),
        stride=("information-disclosure", "elevation-of-privilege"),
        cwe=("CWE-749",),
        attack=("T1190",),
    ),
)
