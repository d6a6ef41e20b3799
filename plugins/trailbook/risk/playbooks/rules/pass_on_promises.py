"""Promises that leave with whoever made them."""

from collections.abc import Iterator

from trailbook.records.states import is_pending
from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    pending = [mitigation for mitigation in applied.model.mitigations if is_pending(mitigation)]
    for owner in dict.fromkeys(mitigation.owner for mitigation in pending):
        promised = [mitigation for mitigation in pending if mitigation.owner == owner]
        number = "is one thing" if len(promised) == 1 else f"are {len(promised)} things"
        yield Need(
            (promised[0].id,),
            f"If they worked for {owner}: pass on what was promised",
            f"There {number} in the hands of {owner} for this app. Ask who does each from now on, and whether "
            "its date still holds.",
            applied.refs(*(mitigation.id for mitigation in promised)),
        )


RULE = StepRule(
    id="pass-on-promises",
    moment="owner-leaves",
    role="reviewer",
    reads="the mitigations that are not in place, by who has them in hand",
    find=_find,
)
