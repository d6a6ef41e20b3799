"""Changes that go live without a second look."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for boundary, facts in view.boundaries():
        if facts.changes == "direct" and facts.environment in ("default", "production"):
            yield Hit((boundary.id,), f"Changes in {boundary.name} go live without a review.")


RULE = Rule(
    id="changes-unreviewed",
    family="environments",
    title="Changes go live without a second look",
    looks_for="a default or production environment in which changes go live directly",
    why="One saved edit, by mistake or by a stolen session, is what everybody works with a second later.",
    remedy="Build elsewhere and release from a reviewed version, with a second name on it.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-01", "CD-SEC-07"),
        stride=("tampering",),
        cwe=("CWE-653",),
        attack=("T1648",),
    ),
)
