"""Apps and flows that people outside can change."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if outside := {"guests", "public"} & set(facts.edited_by or ()):
            yield Hit((part.id,), f"{part.name} can be changed by {audience(outside)}.")


RULE = Rule(
    id="outsiders-edit",
    family="sharing",
    title="People outside can change how it works",
    looks_for="a component that guests or the public can edit",
    why="Somebody whom no contract binds, and whose account nobody here can close, decides what the app does.",
    remedy="Take the right to edit away from guests; let them propose changes to an owner.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02",),
        owasp_cd=("CD-SEC-03",),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-732",),
        attack=("T1199", "T1648"),
    ),
)
