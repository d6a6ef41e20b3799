"""Text that is joined into a query or filter."""

from trailbook.risk.threats.finders import UncheckedInput
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="query-injection",
    family="injection",
    title="Input becomes part of a query",
    looks_for="a data flow that is read as a query and is not stated to be checked",
    why="A value with a quote in it changes the question, and the answer is every record, or none is left.",
    remedy="Pass values as parameters; where a filter has to be put together, allow listed characters only.",
    find=UncheckedInput("query", "a query"),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-08",),
        stride=("tampering", "information-disclosure"),
        cwe=("CWE-89", "CWE-943"),
        attack=("T1190",),
    ),
)
