"""Parts that were copied from somewhere and nobody read."""

from trailbook.risk.threats.finders import Unreviewed
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="copied-and-unreviewed",
    family="configuration",
    title="A copied part was put to use unread",
    looks_for="a component that was copied from elsewhere and that nobody but its maker has reviewed",
    why="It brings the settings, addresses and keys of where it comes from, and whatever somebody hid in it.",
    remedy="Read it step by step, replace its connections and addresses, and write down where it comes from.",
    find=Unreviewed("copied", "{part} was copied from elsewhere, and nobody but its maker has reviewed it."),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07",),
        owasp_cd=("CD-SEC-01", "CD-SEC-06"),
        stride=("tampering",),
        cwe=("CWE-829",),
        attack=("T1195",),
    ),
)
