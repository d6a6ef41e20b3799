"""Environments in which everybody may build."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for boundary, facts in view.boundaries():
        wide = {"organisation", "guests", "public"} & set(facts.makers or ())
        if wide and facts.environment in ("default", "production"):
            yield Hit((boundary.id,), f"{audience(wide).capitalize()} may build in {boundary.name}.")


RULE = Rule(
    id="everyone-may-build",
    family="environments",
    title="Everybody may build where the work is done",
    looks_for="a default or production environment whose makers are everyone in the organisation, guests or the public",
    why="Whoever may build there can add a flow that reads what the application keeps.",
    remedy="Name the makers as a group, and let others ask for an environment of their own.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-07", "CD-SEC-09"),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-732",),
        attack=("T1648",),
    ),
)
