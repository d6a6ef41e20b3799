"""What the model takes to be true."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    for assumption in applied.model.assumptions:
        yield Need(
            (assumption.id,),
            "Ask whether this still holds",
            f"The threat model assumes: {assumption.text} If it is no longer so, the model has to be looked at again.",
            (applied.ref(assumption.id),),
        )


RULE = StepRule(
    id="ask-assumption",
    moment="quarterly-review",
    role="reviewer",
    reads="each assumption of the threat model",
    find=_find,
)
