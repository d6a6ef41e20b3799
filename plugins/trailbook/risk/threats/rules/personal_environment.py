"""Work for others in somebody's personal environment."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for boundary, facts in view.boundaries():
        if facts.environment == "personal":
            data = view.sensitivity(boundary)
            yield Hit((boundary.id,), f"{boundary.name} is a personal environment and touches {data} data.")


RULE = Rule(
    id="personal-environment",
    family="environments",
    title="Others depend on somebody's personal environment",
    looks_for="a boundary that is a personal environment and in which data is kept or moved that is not public",
    why="It was made for trying things out: its rules are weak, and it ends with its maker's account.",
    remedy="Move it to an environment that a team owns before anybody relies on it.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-07", "CD-SEC-09"),
        stride=("information-disclosure", "denial-of-service"),
        cwe=("CWE-653",),
    ),
)
