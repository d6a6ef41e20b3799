"""Parts from a marketplace that nobody read."""

from trailbook.risk.threats.finders import Unreviewed
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="marketplace-and-unreviewed",
    family="connectors",
    title="A marketplace part was put to use unread",
    looks_for="a component that comes from a marketplace and that nobody but its maker has reviewed",
    why="A listing is an advertisement: its publisher may be anybody, and updates arrive without being asked for.",
    remedy="Find out who publishes it, what it asks for and how it updates; pin a version that somebody has looked at.",
    find=Unreviewed("marketplace", "{part} comes from a marketplace, and nobody here but its maker has reviewed it."),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07",),
        owasp_cd=("CD-SEC-01", "CD-SEC-06"),
        stride=("tampering", "information-disclosure"),
        cwe=("CWE-829",),
        attack=("T1195.001", "T1195.002"),
    ),
)
