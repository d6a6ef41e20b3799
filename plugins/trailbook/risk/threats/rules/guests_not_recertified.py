"""Guests whose access nobody confirms again."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule

OFTEN = {"never": "is never confirmed", "yearly": "is confirmed once a year"}


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if "guests" in view.audience(part) and facts.recertified in ("never", "yearly"):
            yield Hit((part.id,), f"{part.name} is open to guests, and their access {OFTEN[facts.recertified]}.")


RULE = Rule(
    id="guests-not-recertified",
    family="sharing",
    title="Nobody asks whether guests are still needed",
    looks_for="a component shared with guests whose access is confirmed once a year or never",
    why="People outside change jobs without telling anyone here, and their accounts keep working.",
    remedy="Give guest access an end date, and let the owner confirm each guest every quarter.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-03", "CD-SEC-09"),
        stride=("elevation-of-privilege",),
        linddun=("non-compliance",),
        cwe=("CWE-286",),
        attack=("T1078.004",),
    ),
)
