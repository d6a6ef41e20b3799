"""Text in which a language model finds instructions."""

from trailbook.risk.threats.finders import UncheckedInput
from trailbook.risk.threats.rule import Maps, Rule

RULE = Rule(
    id="prompt-injection",
    family="agents",
    title="Instructions hide in what an agent reads",
    looks_for="a data flow that is read as a prompt and is not stated to be checked",
    why="A model can't tell data from instructions: a sentence in a mail or document becomes an order to the agent.",
    remedy="Let the agent that reads have no tools, mark what is quoted, and count only on what its tools can't do.",
    find=UncheckedInput("prompt", "a prompt"),
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-06",),
        owasp_cd=("CD-SEC-01", "CD-SEC-08"),
        stride=("tampering", "elevation-of-privilege"),
        cwe=("CWE-1427",),
    ),
)
