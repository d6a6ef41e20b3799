"""Text that a spreadsheet program takes for a formula."""

from collections.abc import Iterator

from trailbook.risk.modelled import Modelled
from trailbook.risk.rule import Hit, Maps, Rule


def _find(modelled: Modelled) -> Iterator[Hit]:
    for flow, facts in modelled.flows():
        if facts.read_as == "formula" and not facts.checked:
            yield Hit((flow.id,), f"What {flow.name} moves is read as a formula and is not stated to be checked.")


RULE = Rule(
    id="formula-injection",
    family="injection",
    title="Text runs as a formula in a spreadsheet",
    looks_for="a data flow that is read as a formula and is not stated to be checked",
    why="A cell that begins with an equals sign can fetch an address, change an amount or start a program.",
    remedy="Write a quote before cells that begin with =, +, - or @, or hand the data over in a form without formulas.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-08",),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-1236",),
        attack=("T1204.002",),
    ),
)
