"""Agents that write for people under an account of their own."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import ACCOUNTS, audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, _ in view.components("agent"):
        askers = view.audience(agent) - {"named-people"}
        for flow, facts in view.outgoing(agent):
            target = view.target(flow)
            written = target and target.type in ("data-store", "service", "automation")
            if askers and written and facts.runs_as in ("maker", "shared", "service"):
                who, account = audience(askers), ACCOUNTS[facts.runs_as]
                yield Hit((agent.id, flow.id), f"{agent.name} answers {who} and does {flow.name} under {account}.")


RULE = Rule(
    id="agent-writes-with-its-own-rights",
    family="agents",
    title="An agent writes with rights that its asker may not have",
    looks_for="an agent that many people can ask and that writes as its maker, a shared account or a service identity",
    why="People ask the agent for what they may not do themselves, and the log names the agent.",
    remedy="Let it act with the asker's own rights, or give its account only what every asker may do.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-01", "LCNC-SEC-02"),
        owasp_cd=("CD-SEC-02", "CD-SEC-03"),
        stride=("elevation-of-privilege", "repudiation"),
        cwe=("CWE-441",),
        attack=("T1548",),
    ),
)
