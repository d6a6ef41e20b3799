"""What the rules of injection have in common: data that its receiver takes for more than data."""

from collections.abc import Iterator

from trailbook.records.vocabulary import Reading
from trailbook.risk.modelled import Modelled
from trailbook.risk.rule import Find, Hit


def unchecked(reading: Reading, words: str) -> Find:
    """Finds the flows that are read so and are not stated to be checked for it.

    Saying how data is read puts the threat in scope, so here a check that is not stated counts as none.
    """

    def find(modelled: Modelled) -> Iterator[Hit]:
        for flow, facts in modelled.flows():
            if facts.read_as == reading and not facts.checked:
                yield Hit((flow.id,), f"What {flow.name} moves is read as {words} and is not stated to be checked.")

    return find
