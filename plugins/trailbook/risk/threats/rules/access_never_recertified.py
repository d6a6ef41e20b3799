"""Access that nobody confirms again."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.recertified in ("never", "yearly") and "guests" not in view.audience(part):
            how = "is never confirmed again" if facts.recertified == "never" else "is confirmed once a year"
            yield Hit((part.id,), f"Access to {part.name} {how}.")


RULE = Rule(
    id="access-never-recertified",
    family="lifecycle",
    title="Nobody confirms again who may use it",
    looks_for=(
        "a component without guests, with confidential or restricted data, whose access is confirmed yearly or never"
    ),
    why="People change teams and keep what they were given; the list of who may enter only grows.",
    remedy="Let the owner confirm everyone with access each quarter, and take it from those who are not confirmed.",
    find=_find,
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-03", "CD-SEC-09"),
        stride=("elevation-of-privilege",),
        cwe=("CWE-286",),
        attack=("T1078",),
    ),
)
