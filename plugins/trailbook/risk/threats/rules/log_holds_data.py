"""Logs and run histories that hold the data itself."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.logs_data:
            yield Hit(
                (part.id,), f"The log of {part.name} holds the {view.sensitivity(part)} data that goes through it."
            )


RULE = Rule(
    id="log-holds-data",
    family="logging",
    title="The log is a second copy of the data",
    looks_for="a component with confidential or restricted data whose log or run history holds the data itself",
    why="Whoever looks for a fault reads the records, and deletion in the app does not reach its log.",
    remedy=(
        "Hide inputs and outputs of the steps that touch such data; log what happened to which record, not its content."
    ),
    find=_find,
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-08", "LCNC-SEC-10"),
        owasp_cd=("CD-SEC-04", "CD-SEC-10"),
        stride=("information-disclosure",),
        linddun=("data-disclosure", "linking"),
        cwe=("CWE-532", "CWE-779"),
        attack=("T1654",),
    ),
)
