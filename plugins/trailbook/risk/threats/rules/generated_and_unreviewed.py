"""Parts that an assistant wrote and nobody read."""

from trailbook.risk.threats.finders import Unreviewed
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="generated-and-unreviewed",
    family="configuration",
    title="A generated part was put to use unread",
    looks_for="a component that was generated and that nobody but its maker has reviewed",
    why="An assistant delivers what was asked for and leaves out what was not: checks, limits, permissions.",
    remedy="Give it the review that a part built by hand gets, before real data enters it.",
    find=Unreviewed("generated", "{part} was generated, and nobody but its maker has reviewed it."),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07",),
        owasp_cd=("CD-SEC-01", "CD-SEC-06"),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-1357",),
    ),
)
