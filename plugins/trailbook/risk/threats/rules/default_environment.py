"""Applications in the environment that everybody shares."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for boundary, facts in view.boundaries():
        if facts.environment == "default":
            data = view.sensitivity(boundary)
            yield Hit((boundary.id,), f"{boundary.name} is a default environment and touches {data} data.")


RULE = Rule(
    id="default-environment",
    family="environments",
    title="It is built in the default environment",
    looks_for="a boundary that is a default environment and in which data is kept or moved that is not public",
    why="Everybody may build there, its rules fit no application in particular, and nobody counts what is in it.",
    remedy=(
        "Move the application to an environment of its own, with a group of makers and a data-loss-prevention policy."
    ),
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-07", "CD-SEC-09"),
        stride=("information-disclosure", "tampering"),
        cwe=("CWE-1188",),
    ),
)
