"""Parts from a marketplace that nobody read."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import Modelled
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(modelled: Modelled) -> Iterator[Hit]:
    for part, facts in modelled.components():
        if facts.origin == "marketplace" and facts.reviewed is False:
            yield Hit(
                (part.id,), f"{part.name} comes from a marketplace, and nobody here besides its maker has reviewed it."
            )


RULE = Rule(
    id="marketplace-and-unreviewed",
    family="connectors",
    title="A marketplace part was put to use unread",
    looks_for="a component that comes from a marketplace and that nobody besides its maker has reviewed",
    why="A listing is an advertisement: its publisher may be anybody, and updates arrive without being asked for.",
    remedy="Find out who publishes it, what it asks for and how it updates; pin a version that somebody has looked at.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07",),
        owasp_cd=("CD-SEC-01", "CD-SEC-06"),
        stride=("tampering", "information-disclosure"),
        cwe=("CWE-829",),
        attack=("T1195.001", "T1195.002"),
    ),
)
