"""Text that the platform evaluates as an expression."""

from trailbook.risk.threats.finders import UncheckedInput
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="expression-injection",
    family="injection",
    title="Input runs in the platform's own expression language",
    looks_for="a data flow that is read as an expression and is not stated to be checked",
    why=(
        "Low-code platforms evaluate expressions in many fields, and what they can call reaches secrets and "
        "connections."
    ),
    remedy="Never put input between the marks of an expression; pass it as a variable, and keep the platform patched.",
    find=UncheckedInput("expression", "an expression"),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-08",),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-917", "CWE-1336"),
        attack=("T1059",),
    ),
)
