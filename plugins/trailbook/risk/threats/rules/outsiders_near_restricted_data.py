"""Restricted data one step behind an entry point for people outside."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for entry, facts in view.entries():
        outside = {"guests", "public"} & set(facts.reached_by or ())
        part = view.component(entry.component)
        if outside and part and part.type in ("data-store", "screen"):
            yield Hit(
                (entry.id,), f"{entry.name} lets {audience(outside)} reach {part.name}, which touches restricted data."
            )


RULE = Rule(
    id="outsiders-near-restricted-data",
    family="access",
    title="People outside are one step from restricted data",
    looks_for="an entry point for guests or the public to a store or screen that touches restricted data",
    why="One wrong setting, and the most sensitive data of the application is outside.",
    remedy="Keep restricted data in a store that no public face is connected to.",
    find=_find,
    data_from="restricted",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-04", "CD-SEC-07"),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-653",),
        attack=("T1190",),
    ),
)
