"""Text that ends up in a command or a script."""

from trailbook.risk.threats.finders import UncheckedInput
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="command-injection",
    family="injection",
    title="Input becomes part of a command or script",
    looks_for="a data flow that is read as a command and is not stated to be checked",
    why="A file name with a semicolon in it runs a program on the machine that runs the automation.",
    remedy=(
        "Call programs with separate arguments, or replace the script by a step of the platform that does one thing."
    ),
    find=UncheckedInput("command", "a command"),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-08",),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-78", "CWE-77"),
        attack=("T1059",),
    ),
)
