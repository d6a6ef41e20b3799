"""Generated answers that are stored or acted on as they come."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        source, target = view.source(flow), view.target(flow)
        kept = target and target.type in ("data-store", "service", "automation", "external-service")
        if facts.checked is False and source and source.type == "agent" and target and kept:
            yield Hit((flow.id,), f"What {source.name} writes to {target.name} in {flow.name} is not checked.")


RULE = Rule(
    id="agent-output-not-checked",
    family="agents",
    title="What a model wrote is taken for a fact",
    looks_for="a data flow from an agent into a store, service or automation that nobody and nothing checks",
    why="An invented value looks like any other once it is in a record, and the next step believes it.",
    remedy="Check the form and range of what the model gives, keep its source beside it, and let a person confirm it.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-06"),
        owasp_cd=("CD-SEC-01", "CD-SEC-08"),
        stride=("tampering",),
        cwe=("CWE-1426",),
        attack=("T1565.001",),
    ),
)
