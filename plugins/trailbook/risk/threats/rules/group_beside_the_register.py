"""Data-loss-prevention groups that differ from the register."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        entry = view.connector(part)
        if entry and facts.dlp_group not in (None, "none", entry.group):
            yield Hit(
                (part.id,),
                f"{part.name} runs in the {facts.dlp_group} group, and the register has {entry.id} in {entry.group}.",
            )


RULE = Rule(
    id="group-beside-the-register",
    family="connectors",
    title="The platform sorts a connector differently from the register",
    looks_for="a component whose data-loss-prevention group is not the one that the register has for its connector",
    why="Either the setting was changed without a decision, or the decision never reached the platform.",
    remedy="Find out which of the two was decided, and set the other to it in the same change.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05",),
        owasp_cd=("CD-SEC-07",),
        stride=("information-disclosure", "tampering"),
        cwe=("CWE-213",),
        attack=("T1562",),
    ),
)
