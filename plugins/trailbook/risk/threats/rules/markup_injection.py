"""Text that a browser or mail program takes for markup."""

from trailbook.risk.threats.finders import UncheckedInput
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="markup-injection",
    family="injection",
    title="Input becomes part of a page or mail",
    looks_for="a data flow that is read as markup and is not stated to be checked",
    why="A name with a script in it acts in the browser of whoever opens the record, with that person's rights.",
    remedy="Show input as text; where it has to be formatted, clean it with a list of harmless elements.",
    find=UncheckedInput("markup", "markup"),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-08",),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-79",),
        attack=("T1059.007",),
    ),
)
