"""Runs that can take out as many records as there are."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.rows_at_most == 0:
            yield Hit((flow.id,), f"{flow.name} can move any number of records in one run.")
        elif facts.rows_at_most is not None:
            reason = f"{flow.name} can move {facts.rows_at_most:,} records in one run."
            yield Hit((flow.id,), reason, facts.rows_at_most)


RULE = Rule(
    id="export-unbounded",
    family="data",
    title="One run can take out every record",
    looks_for=(
        "a data flow with confidential or restricted data that moves any number of records, or more than a "
        "limit, at once"
    ),
    why="A stolen session, a wrong filter or a parting colleague takes the whole table, and it looks like work.",
    remedy=(
        "Limit how many records a run can move, take bulk export from everyone but named accounts, and alert on volume."
    ),
    find=_find,
    data_from="confidential",
    at_most=1000,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03",),
        owasp_cd=("CD-SEC-04",),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-770",),
        attack=("T1020", "T1119"),
    ),
)
