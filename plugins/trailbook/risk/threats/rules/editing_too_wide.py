"""Apps and flows that everyone can change."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if "organisation" in (facts.edited_by or ()):
            yield Hit((part.id,), f"{part.name} can be changed by everyone in the organisation.")


RULE = Rule(
    id="editing-too-wide",
    family="sharing",
    title="Everyone in the organisation can change it",
    looks_for="a component that everyone in the organisation can edit",
    why="An edit is all it takes to send each record elsewhere, and the change runs with the rights of the app.",
    remedy="Let two named people edit, and everyone else use it.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-03", "CD-SEC-07"),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-732",),
        attack=("T1648",),
    ),
)
