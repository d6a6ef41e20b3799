"""What the rules of injection have in common: data that its receiver takes for more than data."""

from collections.abc import Iterator
from dataclasses import dataclass

from trailbook.records.vocabulary import Reading
from trailbook.risk.threats.model_view import Modelled
from trailbook.risk.threats.rule import Hit


@dataclass(frozen=True)
class Unchecked:
    """Finds the flows that are read so and are not stated to be checked for it; ``words`` is how that reads.

    Saying how data is read puts the threat in scope, so here a check that is not stated counts as none.
    """

    reading: Reading
    words: str

    def __call__(self, modelled: Modelled) -> Iterator[Hit]:
        """The flows of a model that the rule is about."""
        for flow, facts in modelled.flows():
            if facts.read_as == self.reading and not facts.checked:
                reason = f"What {flow.name} moves is read as {self.words} and is not stated to be checked."
                yield Hit((flow.id,), reason)
