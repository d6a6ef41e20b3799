"""Agents that see sensitive data, read strangers' text and can reach the outside."""

from collections.abc import Iterator

from trailbook.records.vocabulary import words
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, facts in view.components("agent"):
        ways = [words(tool) for tool in facts.tools or () if tool in ("send-messages", "fetch-addresses")]
        if facts.reads_untrusted and ways:
            data = view.sensitivity(agent)
            yield Hit(
                (agent.id,), f"{agent.name} touches {data} data, reads what outsiders wrote and can {listed(ways)}."
            )


RULE = Rule(
    id="agent-carries-data-out",
    family="agents",
    title="An agent can carry data out",
    looks_for="an agent that touches confidential or restricted data, reads untrusted text and can send or fetch",
    why="The three together are enough: the text says what to take, and an address or a message takes it away.",
    remedy="Take one of the three away: the data, the strangers' text, or every way out but listed destinations.",
    find=_find,
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-06"),
        owasp_cd=("CD-SEC-04", "CD-SEC-08"),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-201", "CWE-1427"),
        attack=("T1567",),
    ),
)
