"""Identities that are taken from a field instead of a sign-in."""

from trailbook.risk.threats.finders import UncheckedInput
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="identity-from-input",
    family="injection",
    title="What somebody typed decides who may do what",
    looks_for="a data flow that is read as an identity and is not stated to be checked",
    why="People name themselves as their own approver, or somebody else as the one who asked.",
    remedy="Take identities from the sign-in and the directory, and refuse a request that names its own author.",
    find=UncheckedInput("identity", "an identity"),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-06"),
        owasp_cd=("CD-SEC-03", "CD-SEC-08"),
        stride=("spoofing", "elevation-of-privilege"),
        cwe=("CWE-807", "CWE-290"),
        attack=("T1656",),
    ),
)
