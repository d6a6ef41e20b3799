"""Files that people or programs open without a check."""

from trailbook.risk.threats.finders import UncheckedInput
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="file-not-scanned",
    family="injection",
    title="Files from outside are opened as they come",
    looks_for="a data flow that is read as a file and is not stated to be checked",
    why="Whoever can send a file can send one that takes over the computer of the person who works through the pile.",
    remedy="Keep files apart until a scan has passed them, allow listed types only, and refuse macros and archives.",
    find=UncheckedInput("file", "a file"),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-08",),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-434",),
        attack=("T1566.001", "T1204.002"),
    ),
)
