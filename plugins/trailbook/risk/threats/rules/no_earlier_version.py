"""Parts of which no earlier version is kept."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("screen", "form", "automation", "agent", "connector", "service"):
        if facts.versioned is False:
            yield Hit((part.id,), f"Earlier versions of {part.name} are not kept.")


RULE = Rule(
    id="no-earlier-version",
    family="lifecycle",
    title="A change can't be seen or taken back",
    looks_for="a screen, form, automation, agent, connector or service of which no earlier versions are kept",
    why="After a bad change nobody can say what was different yesterday, and mending is building anew.",
    remedy=(
        "Keep the exported definition under version control, or switch on the platform's history, with who and when."
    ),
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-09", "LCNC-SEC-10"),
        owasp_cd=("CD-SEC-09", "CD-SEC-10"),
        stride=("tampering", "repudiation"),
    ),
)
