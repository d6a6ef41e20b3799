"""Confidential data in a place that the whole organisation can use."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("data-store", "screen", "service"):
        if "organisation" in (facts.shared_with or ()):
            data = view.sensitivity(part)
            yield Hit((part.id,), f"Everyone in the organisation has access to {part.name}, with {data} data.")


RULE = Rule(
    id="sharing-too-wide",
    family="sharing",
    title="Confidential data is shared with the whole organisation",
    looks_for="a store, screen or service that everyone can use and that touches confidential or restricted data",
    why="Everyone includes interns, contractors and whoever holds a stolen account; search finds it for all.",
    remedy="Share with a group that the work needs, or move the sensitive data to a place of its own.",
    find=_find,
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-03"),
        owasp_cd=("CD-SEC-03", "CD-SEC-04"),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-732",),
        attack=("T1213",),
    ),
)
