"""Text that becomes the address of a request."""

from trailbook.risk.threats.finders import UncheckedInput
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="address-injection",
    family="injection",
    title="Input decides which address is called",
    looks_for="a data flow that is read as an address and is not stated to be checked",
    why=(
        "A stranger lets the automation fetch pages from inside the network, or send its credentials to a "
        "host of theirs."
    ),
    remedy="Fix host and path in the step, put values into checked parameters, and bind credentials to the host.",
    find=UncheckedInput("address", "an address"),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-08",),
        stride=("information-disclosure", "elevation-of-privilege"),
        cwe=("CWE-918",),
        attack=("T1552.005",),
    ),
)
