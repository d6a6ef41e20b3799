"""Risks that somebody accepted for a time."""

from collections.abc import Iterator

from trailbook.records.kinds.threat_model import FindingState, Threat
from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    accepted: tuple[Threat | FindingState, ...] = (*applied.model.threats, *applied.model.findings)
    for item in accepted:
        if item.state == "accepted" and item.acceptance:
            yield Need(
                (item.id,),
                f"Decide again: {item.label}",
                f"{item.acceptance.by} accepted this until {item.acceptance.until}: "
                f"{item.acceptance.reason} Say whether "
                "that still holds. If so, accept it anew with a later day; if not, have it mended.",
                (applied.ref(item.id),),
            )


RULE = StepRule(
    id="renew-acceptance",
    moment="quarterly-review",
    role="leadership",
    reads="each threat and finding that is accepted",
    find=_find,
)
