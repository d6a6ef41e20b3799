"""Copies of a component that live on beside it."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        original = view.component(facts.copy_of)
        if original:
            yield Hit((part.id,), f"{part.name} is a copy of {original.name}.")


RULE = Rule(
    id="copy-beside-the-original",
    family="environments",
    title="A copy lives on beside its original",
    looks_for="a component that is stated to be a copy of another",
    why="A fix in the original leaves the hole in the copy, and what is deleted in one stays in the other.",
    remedy="Look up instead of copying; where a copy has to be, say who ends it and when.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-09",),
        owasp_cd=("CD-SEC-09",),
        stride=("information-disclosure",),
        linddun=("linking", "non-compliance"),
        cwe=("CWE-459",),
    ),
)
