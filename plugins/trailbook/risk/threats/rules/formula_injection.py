"""Text that a spreadsheet program takes for a formula."""

from trailbook.risk.threats.finders import UncheckedInput
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="formula-injection",
    family="injection",
    title="Text runs as a formula in a spreadsheet",
    looks_for="a data flow that is read as a formula and is not stated to be checked",
    why="A cell that begins with an equals sign can fetch an address, change an amount or start a program.",
    remedy="Write a quote before cells that begin with =, +, - or @, or hand the data over in a form without formulas.",
    find=UncheckedInput("formula", "a formula"),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-08",),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-1236",),
        attack=("T1204.002",),
    ),
)
