"""Parts whose failures and odd use raise no alert."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.alerts is False:
            yield Hit((part.id,), f"Nobody is alerted when {part.name} fails or is used oddly.")


RULE = Rule(
    id="no-alerts",
    family="logging",
    title="Nobody is alerted",
    looks_for=(
        "a component that touches data that is not public, of which it is stated that nobody is alerted to failures or "
        "odd use"
    ),
    why="It fails in silence or is emptied in silence; customers, auditors or thieves are the first to know.",
    remedy="Alert two people on failure, on silence and on unusual volume, from a place that does not fail with it.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-10",),
        owasp_cd=("CD-SEC-10",),
        stride=("denial-of-service", "repudiation"),
        cwe=("CWE-223",),
    ),
)
