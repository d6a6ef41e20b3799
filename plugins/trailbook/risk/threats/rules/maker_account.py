"""Data that moves under the account of the person who built the application."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.runs_as == "maker":
            yield Hit((flow.id,), f"{flow.name} moves {view.sensitivity(flow)} data under its maker's account.")


RULE = Rule(
    id="maker-account",
    family="identity",
    title="A flow runs under its maker's account",
    looks_for="a data flow with data that is not public and that runs as the maker",
    why="Whoever uses or edits it acts with the maker's rights and name, and it stops when the maker's account does.",
    remedy="Move the flow to a service identity with the rights it needs, or to the account of the person who uses it.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-01",),
        owasp_cd=("CD-SEC-02",),
        stride=("spoofing", "repudiation", "elevation-of-privilege"),
        cwe=("CWE-250", "CWE-441"),
        attack=("T1078",),
    ),
)
