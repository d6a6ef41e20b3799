"""Environments whose settings nobody went through."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for boundary, facts in view.boundaries():
        if facts.defaults_reviewed is False:
            yield Hit((boundary.id,), f"Nobody went through the default settings of {boundary.name}.")


RULE = Rule(
    id="defaults-kept",
    family="configuration",
    title="Nobody went through the default settings",
    looks_for="an environment of which it is stated that nobody reviewed its default settings",
    why="Defaults are chosen to make the first hour easy: sharing is open, interfaces are on, logs are short.",
    remedy="Go through the settings with the hardening list of the platform, and write down what was decided.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05",),
        owasp_cd=("CD-SEC-01", "CD-SEC-07"),
        stride=("information-disclosure", "elevation-of-privilege"),
        cwe=("CWE-1188", "CWE-276"),
        attack=("T1078.001",),
    ),
)
