"""Parts of which nobody can tell who used or changed them."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.logging == "none" and not (part.type == "agent" and facts.tools):
            yield Hit((part.id,), f"Use and changes of {part.name} are logged nowhere.")


RULE = Rule(
    id="logging-missing",
    family="logging",
    title="Nobody can find out who used or changed it",
    looks_for="a component that touches data that is not public and whose use and changes are logged nowhere",
    why="When a record is wrong or has got out, nobody can say who saw it, who changed it, or since when.",
    remedy="Send use and changes to a log that the makers can't change, and keep it for a year.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-10",),
        owasp_cd=("CD-SEC-10",),
        stride=("repudiation",),
        cwe=("CWE-778",),
    ),
)
