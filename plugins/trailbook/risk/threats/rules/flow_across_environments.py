"""Data that moves between production and places to build and test."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, _ in view.flows():
        ends = [part for part in (view.source(flow), view.target(flow)) if part]
        kinds = [found[1].environment for part in ends if (found := view.environment(part))]
        if len(kinds) == 2 and kinds.count("production") == 1:
            yield Hit((flow.id,), f"{flow.name} goes from a {kinds[0]} environment to a {kinds[1]} environment.")


RULE = Rule(
    id="flow-across-environments",
    family="environments",
    title="Data moves between production and a place to build or test",
    looks_for="a data flow with data that is not public between a production environment and one of another kind",
    why="The weaker side decides: what comes from there is trusted here, and what goes there is no longer protected.",
    remedy="Keep connections of production and of test apart, and move data across with a task that somebody approves.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-04", "CD-SEC-07"),
        stride=("information-disclosure", "tampering"),
        cwe=("CWE-653",),
    ),
)
