"""Guests in tables, libraries and lists."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("data-store"):
        if "guests" in (facts.shared_with or ()):
            yield Hit((part.id,), f"Guests have access to {part.name}, with {view.sensitivity(part)} data.")


RULE = Rule(
    id="guests-in-the-data",
    family="sharing",
    title="Guests can read a store directly",
    looks_for="a data store with data that is not public and that is shared with guests",
    why="A guest account belongs to another organisation, which decides who holds it and when it ends.",
    remedy="Give guests a screen or a copy that holds what they need, and keep them out of the store itself.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-03"),
        owasp_cd=("CD-SEC-03", "CD-SEC-04"),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-732",),
        attack=("T1213", "T1199"),
    ),
)
