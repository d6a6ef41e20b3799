"""Two production environments for the same data."""

from collections.abc import Iterator
from itertools import combinations

from trailbook.records.kinds.threat_model import Boundary, Component
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    used = [boundary for boundary, facts in view.boundaries() if facts.environment in ("default", "production")]
    for first, second in combinations(used, 2):
        if both := sorted(_kept(view, first) & _kept(view, second)):
            yield Hit((first.id, second.id), f"{first.name} and {second.name} both keep {listed(both)}.")


def _kept(view: ModelView, boundary: Boundary) -> set[str]:
    inside = [part for part, _ in view.components() if _innermost(view, part) is boundary]
    return {asset.name for part in inside for asset in view.kept_in(part)}


def _innermost(view: ModelView, part: Component) -> Boundary | None:
    found = view.environment(part)
    return found[0] if found else None


RULE = Rule(
    id="environment-twice",
    family="environments",
    title="Two environments keep the same data",
    looks_for="two boundaries that are both default or production environments and keep the same data",
    why="Nobody knows which is the right one, and rights, fixes and deletions reach only one of them.",
    remedy="Name one as the place of record, move the work there and close the other.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-09",),
        owasp_cd=("CD-SEC-09",),
        stride=("information-disclosure",),
        linddun=("non-compliance",),
        cwe=("CWE-1188",),
    ),
)
