"""Risks that somebody accepted for a time."""

from collections.abc import Iterator

from trailbook.records.grants import accepted_risks
from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.text.prose import in_prose


def _find(applied: Applied) -> Iterator[Need]:
    for grant in accepted_risks(applied.model):
        yield Need(
            (grant.item.id,),
            f"Decide again: {grant.item.label}",
            f"{grant.by} accepted this until {in_prose(grant.until)}: {grant.reason} Say whether that still holds. If "
            "so, accept it anew with a later day; if not, have it fixed.",
            (grant.reference,),
            grant.until,
        )


RULE = StepRule(
    id="renew-acceptance",
    moment="quarterly-review",
    role="leadership",
    reads="each threat and finding that is accepted",
    find=_find,
)
