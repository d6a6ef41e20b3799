"""Parts that started as a template and that nobody read."""

from trailbook.risk.threats.finders import Unreviewed
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="template-and-unreviewed",
    family="connectors",
    title="A template was put to use unread",
    looks_for="a component that was made from a template and that nobody but its maker has reviewed",
    why=(
        "A template shows what a platform can do: it brings connectors, broad sharing and sample accounts to be "
        "replaced."
    ),
    remedy="Read each step, remove connectors that the purpose does not need, and set sharing and errors on purpose.",
    find=Unreviewed("template", "{part} was made from a template, and nobody but its maker has reviewed it."),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05", "LCNC-SEC-07"),
        owasp_cd=("CD-SEC-01", "CD-SEC-06"),
        stride=("tampering", "information-disclosure"),
        cwe=("CWE-1188", "CWE-829"),
    ),
)
