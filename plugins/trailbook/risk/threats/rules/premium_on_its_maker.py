"""Premium connectors that work on their maker's licence."""

from collections.abc import Iterator

from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.threat_model import Component
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components("automation", "agent"):
        if entry := next(_paid_for_by_the_maker(view, part), None):
            yield Hit(
                (part.id,), f"{part.name} needs {entry.id}, a premium connector, and works under its maker's account."
            )


def _paid_for_by_the_maker(view: ModelView, part: Component) -> Iterator[Connector]:
    for flow, facts in (*view.outgoing(part), *view.incoming(part)):
        other = view.source(flow) if view.target(flow) is part else view.target(flow)
        if facts.runs_as == "maker" and other:
            entry = view.connector(other) or (view.connector(part) if _is_apart(part, other) else None)
            if entry and entry.tier == "premium":
                yield entry


def _is_apart(part: Component, other: Component) -> bool:
    return other.type != "person" and (other.boundary != part.boundary or not part.boundary)


RULE = Rule(
    id="premium-on-its-maker",
    family="connectors",
    title="A premium connector works on its maker's licence",
    looks_for="an automation or agent that reaches something by a premium connector under its maker's account",
    why=(
        "When the maker leaves or loses the licence, it stops; until then everybody's work goes through one person's "
        "rights."
    ),
    remedy="Run it under a service identity that has the licence, and name a deputy who would notice that it stopped.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-01", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-02", "CD-SEC-09"),
        stride=("denial-of-service",),
    ),
)
