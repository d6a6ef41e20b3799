"""Mitigations that are not in place yet."""

from collections.abc import Iterator

from trailbook.records.states import is_pending
from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.text.prose import in_prose


def _find(applied: Applied) -> Iterator[Need]:
    for mitigation in applied.model.mitigations:
        if is_pending(mitigation):
            reference = applied.ref(mitigation.id)
            day = in_prose(mitigation.due) if mitigation.due else "a day that you have yet to agree on"
            yield Need(
                (mitigation.id,),
                mitigation.title,
                f"{mitigation.owner} is to set this up by {day}. Try it once it is done, and say so in the threat "
                "model.",
                (
                    reference,
                    *applied.knowledge.targets([reference], "mitigates"),
                    *applied.knowledge.targets([reference], "implements"),
                ),
                mitigation.due,
            )


RULE = StepRule(
    id="finish-mitigation",
    moment="before-publishing",
    role="maker",
    reads="each mitigation that is proposed, planned or in progress",
    find=_find,
)
