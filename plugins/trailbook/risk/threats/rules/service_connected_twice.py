"""Two connectors for one and the same service."""

from collections.abc import Iterator
from itertools import combinations

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    used = [(part, entry) for part, _ in view.components() if (entry := view.connector(part))]
    for (first, one), (second, other) in combinations(used, 2):
        if one.id != other.id and one.service.casefold() == other.service.casefold():
            yield Hit(
                (first.id, second.id), f"{first.name} and {second.name} reach {one.service} by {one.id} and {other.id}."
            )


RULE = Rule(
    id="service-connected-twice",
    family="connectors",
    title="One service is reached by two connectors",
    looks_for="two components whose register entries are different connectors of the same service",
    why="What is cut down, watched or revoked in one of them goes on in the other, and the weaker one sets the level.",
    remedy="Choose one, move the other's uses to it and retire the other in the register.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-09",),
        owasp_cd=("CD-SEC-09",),
        stride=("information-disclosure", "elevation-of-privilege"),
    ),
)
