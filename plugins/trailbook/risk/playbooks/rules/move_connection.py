"""Flows that run under one person's account."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.risk.threats.fact_texts import ACCOUNTS


def _find(applied: Applied) -> Iterator[Need]:
    for flow, facts in applied.view.flows():
        if facts.runs_as in ("maker", "shared"):
            yield Need(
                (flow.id,),
                f"Give this flow an account of its own: {flow.name}",
                f"It runs under {ACCOUNTS[facts.runs_as]}. Move it to a service identity before the account is closed, "
                "and run it once to see that it works.",
                (applied.ref(flow.id), *applied.knowledge.sources([applied.ref(flow.id)], "affects")),
            )


RULE = StepRule(
    id="move-connection",
    moment="owner-leaves",
    role="platform-admin",
    reads="each flow that runs under its maker's or a shared account",
    find=_find,
)
