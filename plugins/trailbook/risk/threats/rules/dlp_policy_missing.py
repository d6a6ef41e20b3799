"""Environments in which any connector may meet any other."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for boundary, facts in view.boundaries():
        if facts.dlp_policy is False:
            yield Hit((boundary.id,), f"No data-loss-prevention policy applies to {boundary.name}.")


RULE = Rule(
    id="dlp-policy-missing",
    family="connectors",
    title="No data-loss-prevention policy applies",
    looks_for="an environment of which it is stated that no data-loss-prevention policy applies to it",
    why="Makers see every connector in one menu, and nothing keeps customer records from a private account.",
    remedy="Apply a policy with a business group, a blocked group, and new connectors blocked until they are vetted.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-04", "CD-SEC-07"),
        stride=("information-disclosure",),
        linddun=("non-compliance",),
        cwe=("CWE-1188",),
        attack=("T1567",),
    ),
)
