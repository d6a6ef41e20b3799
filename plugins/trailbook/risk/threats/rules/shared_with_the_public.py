"""Data that is not public where the public can use it."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if "public" in (facts.shared_with or ()) and part.type != "form":
            yield Hit((part.id,), f"The public has access to {part.name}, with {view.sensitivity(part)} data.")


RULE = Rule(
    id="shared-with-the-public",
    family="sharing",
    title="Data that is not public is open to the public",
    looks_for="a component other than a form that is shared with the public and touches data that is not public",
    why="Search engines and scanners find it sooner than its owner remembers it.",
    remedy="Close it, or put the public part into a store of its own that holds nothing else.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-04", "CD-SEC-07"),
        stride=("information-disclosure",),
        linddun=("data-disclosure", "identifying"),
        cwe=("CWE-552",),
        attack=("T1530",),
    ),
)
