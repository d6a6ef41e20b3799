"""Connectors in use although the register blocks or retired them."""

from collections.abc import Iterator

from trailbook.records.states import RULED_OUT, vetting_state
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components():
        entry = view.connector(part)
        if entry and vetting_state(entry) in RULED_OUT:
            yield Hit((part.id,), f"{part.name} uses {entry.id}, which is {vetting_state(entry)} in the register.")


RULE = Rule(
    id="connector-blocked",
    family="connectors",
    title="A connector is in use that the register has blocked or retired",
    looks_for="a component whose connector is blocked or retired in the register",
    why="Somebody decided against it for a reason, and the application relies on it all the same.",
    remedy="Replace it by a connector that is approved, and look at what went through it since the decision.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07",),
        owasp_cd=("CD-SEC-06",),
        stride=("information-disclosure", "tampering"),
        cwe=("CWE-1357",),
        attack=("T1671",),
    ),
)
