"""Agents that read for people under an account of their own."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import ACCOUNTS, audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for agent, _ in view.components("agent"):
        askers = view.audience(agent) - {"named-people"}
        for flow, facts in view.incoming(agent):
            source = view.source(flow)
            read = source and source.type in ("data-store", "service", "connector", "external-service")
            if askers and read and facts.runs_as in ("maker", "shared", "service"):
                who, account = audience(askers), ACCOUNTS[facts.runs_as]
                yield Hit((flow.id,), f"{agent.name} answers {who} from what {flow.name} reads under {account}.")


RULE = Rule(
    id="agent-reads-more-than-its-asker",
    family="agents",
    title="An agent reads more than its asker may",
    looks_for="an agent that many people can ask and that reads confidential data as somebody other than the asker",
    why="The agent answers from records that the asker could not open, and nobody notices which ones.",
    remedy="Search with the asker's own rights, or give the agent a store that every asker may read as a whole.",
    find=_find,
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-01", "LCNC-SEC-02", "LCNC-SEC-03"),
        owasp_cd=("CD-SEC-02", "CD-SEC-03", "CD-SEC-04"),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-863",),
        attack=("T1213",),
    ),
)
