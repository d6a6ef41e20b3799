"""What evidence leaves unproven: only the manifest and the digest vouch for it."""

from collections.abc import Iterator

from trailbook.audit.evidence.facts import Facts
from trailbook.audit.evidence.maker import maker

ALWAYS_OPEN = (
    "whether signatures are good, and whose: as the machine could tell that made the archive",
    "the name of the knowledge base, the folders of its records, and what was asked for",
    "which file a renamed one was before, where the commit took several away",
)
"""What no object in evidence can prove, in words that follow 'not proven'."""


def unproven(facts: Facts) -> Iterator[str]:
    """What else this evidence leaves open, each in a sentence."""
    if facts.maker != maker():
        yield (
            "Made by another version of Trailbook: index, tables, README, gaps, coverage, titles of records and what "
            "Trailbook concludes (changes in words, effects, reasons, approvals) are NOT checked here."
        )
    if facts.controls:
        yield (
            f"Limited to {', '.join(facts.controls)}: that nothing which concerns it was left out, the gaps and the "
            "coverage are NOT checked here."
        )
    yield from (f"The evidence says of itself, and it is NOT proven: {text}." for text in facts.underived)
