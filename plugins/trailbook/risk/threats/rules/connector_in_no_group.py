"""Connectors that the data-loss-prevention policy has not sorted."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.dlp_group == "none":
            yield Hit((part.id,), f"{part.name} uses a connector that is in no data-loss-prevention group.")


RULE = Rule(
    id="connector-in-no-group",
    family="connectors",
    title="A connector is in no data-loss-prevention group",
    looks_for="a component of which it is stated that its connector is in no data-loss-prevention group",
    why="Where it may be used then follows from the platform's default group, which nobody chose for it.",
    remedy="Put it into the business or the blocked group, and let the default group be the blocked one.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-04", "CD-SEC-07"),
        stride=("information-disclosure",),
        cwe=("CWE-1188",),
        attack=("T1567",),
    ),
)
