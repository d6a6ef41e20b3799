"""Parts that an assistant wrote and nobody read."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import Modelled
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(modelled: Modelled) -> Iterator[Hit]:
    for part, facts in modelled.components():
        if facts.origin == "generated" and facts.reviewed is False:
            yield Hit((part.id,), f"{part.name} was generated, and nobody besides its maker has reviewed it.")


RULE = Rule(
    id="generated-and-unreviewed",
    family="configuration",
    title="A generated part was put to use unread",
    looks_for="a component that was generated and that nobody besides its maker has reviewed",
    why="An assistant delivers what was asked for and leaves out what was not: checks, limits, permissions.",
    remedy="Give it the review that a part built by hand gets, before real data enters it.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07",),
        owasp_cd=("CD-SEC-01", "CD-SEC-06"),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-1357",),
    ),
)
