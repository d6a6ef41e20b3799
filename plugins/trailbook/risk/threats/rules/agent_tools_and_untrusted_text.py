"""Agents that read what strangers wrote and can act."""

from collections.abc import Iterator

from trailbook.records.vocabulary import words
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, facts in view.components("agent"):
        acting = [words(tool) for tool in facts.tools or () if tool != "read-records"]
        if facts.reads_untrusted and acting and not facts.confirmed:
            yield Hit((agent.id,), f"{agent.name} reads what outsiders wrote and can {listed(acting)} by itself.")


RULE = Rule(
    id="agent-tools-and-untrusted-text",
    family="agents",
    title="An agent reads strangers' text and can act by itself",
    looks_for="an agent that reads untrusted text, has a tool that acts, and whose actions nobody is stated to confirm",
    why="Whoever gets a sentence in front of the agent decides what it does, under the agent's account.",
    remedy="Split it into one that reads and one that acts, or let a person confirm each action and see what it is.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-01", "CD-SEC-08"),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-1427",),
        attack=("T1648",),
    ),
)
