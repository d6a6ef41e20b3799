"""Copies of copies."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        middle = view.component(facts.copy_of)
        first = view.component(middle.facts.copy_of) if middle and middle.facts else None
        if middle and first and first is not part:
            yield Hit((part.id,), f"{part.name} is a copy of {middle.name}, which is a copy of {first.name}.")


RULE = Rule(
    id="copy-of-a-copy",
    family="lifecycle",
    title="A copy was copied again",
    looks_for="a component that is a copy of another which is itself a copy",
    why="Nobody who keeps the original knows of it, so fixes, deletions and recalls stop one step before.",
    remedy="End it, or let it be made from the original and listed there.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-09",),
        owasp_cd=("CD-SEC-09",),
        stride=("information-disclosure",),
        linddun=("non-compliance",),
        cwe=("CWE-459",),
    ),
)
