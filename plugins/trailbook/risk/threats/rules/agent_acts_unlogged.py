"""Agents that act and leave no lasting log."""

from collections.abc import Iterator

from trailbook.records.vocabulary import words
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed

HOW = {"none": "logged nowhere", "run-history": "logged in its run history alone"}


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, facts in view.components("agent"):
        acting = [words(tool) for tool in facts.tools or () if tool not in ("read-records", "fetch-addresses")]
        if acting and facts.logging in HOW:
            yield Hit((agent.id,), f"{agent.name} can {listed(acting)}, which is {HOW[facts.logging]}.")


RULE = Rule(
    id="agent-acts-unlogged",
    family="logging",
    title="Nobody can find out what an agent did",
    looks_for="an agent that can write, send, start or run something and is logged nowhere or in its run history alone",
    why="An agent can't say later why it acted. Without a log nobody can list what to repair, or whom it was done for.",
    remedy=(
        "Log each call with asker, prompt, passages used and result, in a place that the agent's makers can't change."
    ),
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-10",),
        owasp_cd=("CD-SEC-01", "CD-SEC-10"),
        stride=("repudiation",),
        cwe=("CWE-778",),
    ),
)
