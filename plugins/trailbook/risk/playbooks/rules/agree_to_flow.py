"""Guarded data that leaves for another service."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.text.prose import listed


def _find(applied: Applied) -> Iterator[Need]:
    for flow, _ in applied.view.flows():
        target = applied.view.target(flow)
        guarded = applied.guarded(applied.view.assets(flow))
        if target and guarded and (target.type in ("connector", "external-service") or target.connector):
            connector = applied.view.connector(target)
            yield Need(
                (flow.id,),
                f"Agree to: {flow.name}",
                f"This hands {listed([asset.name for asset in guarded])} to {target.name}. Say in "
                "writing whether it may, "
                "for which purpose and until when. Without your word it does not go live.",
                (
                    *applied.refs(flow.id, *(asset.id for asset in guarded), target.id),
                    *((connector.id,) if connector else ()),
                ),
            )


RULE = StepRule(
    id="agree-to-flow",
    moment="before-publishing",
    role="data-owner",
    reads="each flow of confidential, restricted or personal data to a connector or another organisation's service",
    find=_find,
)
