"""Parts that were copied from somewhere and nobody read."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import Modelled
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(modelled: Modelled) -> Iterator[Hit]:
    for part, facts in modelled.components():
        if facts.origin == "copied" and facts.reviewed is False:
            yield Hit(
                (part.id,), f"{part.name} was copied from elsewhere, and nobody besides its maker has reviewed it."
            )


RULE = Rule(
    id="copied-and-unreviewed",
    family="configuration",
    title="A copied part was put to use unread",
    looks_for="a component that was copied from elsewhere and that nobody besides its maker has reviewed",
    why="It brings the settings, addresses and keys of where it comes from, and whatever somebody hid in it.",
    remedy="Read it step by step, replace its connections and addresses, and write down where it comes from.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07",),
        owasp_cd=("CD-SEC-01", "CD-SEC-06"),
        stride=("tampering",),
        cwe=("CWE-829",),
        attack=("T1195",),
    ),
)
