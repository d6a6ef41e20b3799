"""Applications with sensitive data that nobody besides their maker knows."""

from trailbook.risk.threats.finders import Unreviewed
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="built-and-unreviewed",
    family="configuration",
    title="Nobody but its maker knows how it works",
    looks_for="a component built here that touches confidential or restricted data and that nobody reviewed",
    why="Makers see that it works; what else it lets people do shows only to somebody who looks for that.",
    remedy="Let a second person go through sharing, connections, input and logs before it goes live.",
    find=Unreviewed("own", "{part} touches {data} data, and nobody but its maker has reviewed it."),
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05",),
        owasp_cd=("CD-SEC-01", "CD-SEC-07"),
        stride=("information-disclosure", "elevation-of-privilege"),
        cwe=("CWE-1357",),
    ),
)
