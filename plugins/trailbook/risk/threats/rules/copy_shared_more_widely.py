"""Copies that more people can open than the original."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        original = view.component(facts.copy_of)
        if original and original.facts and None not in (facts.shared_with, original.facts.shared_with):
            beyond = set(facts.shared_with or ()) - set(original.facts.shared_with or ()) - {"named-people"}
            if beyond:
                yield Hit(
                    (part.id,), f"{part.name} is shared with {audience(beyond)}, its original {original.name} is not."
                )


RULE = Rule(
    id="copy-shared-more-widely",
    family="lifecycle",
    title="A copy is open to more people than its original",
    looks_for=(
        "a component with data that is not public, that is a copy of another and is shared with somebody whom the "
        "other is not"
    ),
    why="The permissions of the original were decided; those of the copy came with the place it was put in.",
    remedy="Give the copy the sharing of its original, or keep in it only what the wider circle may see.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-03", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-03", "CD-SEC-04", "CD-SEC-09"),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-732",),
        attack=("T1213",),
    ),
)
