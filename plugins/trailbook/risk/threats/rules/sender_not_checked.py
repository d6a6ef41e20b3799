"""Requests whose sender could be anybody."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.sender_checked is False:
            yield Hit((flow.id,), f"The receiver of {flow.name} does not know who sent it.")


RULE = Rule(
    id="sender-not-checked",
    family="identity",
    title="Nobody checks who sent it",
    looks_for="a data flow whose receiver does not know who sent it",
    why="A message in somebody's name is enough to change a record, a right or a payment.",
    remedy="Let people send from where they are signed in, check a signature, or ring back on a known number.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04",),
        owasp_cd=("CD-SEC-05",),
        stride=("spoofing", "tampering"),
        cwe=("CWE-290", "CWE-940"),
        attack=("T1566", "T1656"),
    ),
)
