"""Forms and triggers that can be flooded."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for entry, facts in view.entries():
        if facts.limited is False and facts.sign_in == "none":
            yield Hit((entry.id,), f"{entry.name} takes any number of entries from anybody.")


RULE = Rule(
    id="entries-unlimited",
    family="access",
    title="Anybody can flood it",
    looks_for="an entry point without sign-in whose entries are not limited",
    why="A program adds rows or starts runs until the plan's limit is reached and real requests are refused.",
    remedy="Limit entries by address and time, add a check that stops programs, and watch the volume.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05",),
        owasp_cd=("CD-SEC-07",),
        stride=("denial-of-service",),
        cwe=("CWE-770",),
        attack=("T1499.003",),
    ),
)
