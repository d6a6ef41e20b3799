"""Agents whose actions nobody confirms."""

from collections.abc import Iterator

from trailbook.records.vocabulary import words
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, facts in view.components("agent"):
        acting = [words(tool) for tool in facts.tools or () if tool not in ("read-records", "fetch-addresses")]
        if facts.confirmed is False and acting:
            yield Hit((agent.id,), f"{agent.name} can {listed(acting)}, and nobody confirms it.")


RULE = Rule(
    id="agent-acts-unconfirmed",
    family="agents",
    title="Nobody confirms what an agent does",
    looks_for="an agent that can write, send, start or run something and whose actions no person confirms",
    why="A model that misunderstands acts as surely as one that understands, and a thousand times before lunch.",
    remedy="Let a person confirm writing and sending, show what will happen, and limit how much happens at once.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03",),
        owasp_cd=("CD-SEC-01",),
        stride=("tampering", "repudiation"),
        cwe=("CWE-862",),
    ),
)
