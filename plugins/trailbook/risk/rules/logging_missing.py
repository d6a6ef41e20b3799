"""Parts of which nobody can tell who used or changed them."""

from collections.abc import Iterator

from trailbook.risk.modelled import Modelled
from trailbook.risk.rule import Hit, Maps, Rule


def _find(modelled: Modelled) -> Iterator[Hit]:
    for part, facts in modelled.components():
        if facts.logging == "none":
            yield Hit((part.id,), f"Use and changes of {part.name} are logged nowhere.")
        elif facts.logging == "run-history":
            yield Hit((part.id,), f"Use and changes of {part.name} stand in its run history alone.")


RULE = Rule(
    id="logging-missing",
    family="logging",
    title="Nobody can tell who used or changed it",
    looks_for=(
        "a component that touches data that is not public and whose use is logged nowhere or in its run history alone"
    ),
    why="Run histories end after some weeks and makers can delete them; then no question about the past has an answer.",
    remedy="Send use and changes to a log that the makers can't change, and keep it for a year.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-10",),
        owasp_cd=("CD-SEC-10",),
        stride=("repudiation",),
        cwe=("CWE-778",),
        attack=("T1562.008",),
    ),
)
