"""What several rules look for in the same way: each rule says for what value, and keeps its own texts."""

from collections.abc import Iterator
from dataclasses import dataclass

from trailbook.records.vocabulary import Origin, Reading
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit


@dataclass(frozen=True)
class UncheckedInput:
    """Finds the flows whose data its receiver takes for more than data, with no check stated.

    ``words`` is how the reason calls the reading. A model that says how data is read puts the threat in scope, so a
    check that is not stated counts as none.
    """

    reading: Reading
    words: str

    def __call__(self, view: ModelView) -> Iterator[Hit]:
        """The flows of a model that the rule is about."""
        for flow, facts in view.flows():
            if facts.read_as == self.reading and not facts.checked:
                reason = f"What {flow.name} moves is read as {self.words} and is not stated to be checked."
                yield Hit((flow.id,), reason)


@dataclass(frozen=True)
class Unreviewed:
    """Finds the components of one origin that, as the model states, nobody besides their maker has reviewed.

    ``reason`` is the reason of a hit, in which ``{part}`` stands for the component's name and ``{data}`` for the
    sensitivity of the most sensitive data that it touches.
    """

    origin: Origin
    reason: str

    def __call__(self, view: ModelView) -> Iterator[Hit]:
        """The components of a model that the rule is about."""
        for part, facts in view.components():
            if facts.origin == self.origin and facts.reviewed is False:
                yield Hit((part.id,), self.reason.format(part=part.name, data=view.sensitivity(part)))
