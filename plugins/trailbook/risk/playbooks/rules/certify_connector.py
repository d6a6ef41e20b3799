"""Connectors whose approval runs out."""

from collections.abc import Iterator

from trailbook.records.states import UNDECIDED, shown_vetting
from trailbook.records.vocabulary import words
from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.text.prose import in_prose


def _find(applied: Applied) -> Iterator[Need]:
    for connector, parts in applied.connectors.values():
        carries = f" for data up to {connector.data_up_to}" if connector.data_up_to else ""
        certified = "certified for the first time" if connector.vetting.state in UNDECIDED else "certified again"
        yield Need(
            (connector.id,),
            f"Look at the terms of {connector.title}",
            f"It is {words(shown_vetting(connector))}{carries}, and has to be {certified} by "
            f"{in_prose(connector.vetting.next)}. Compare the rights that the app has there with those of the "
            "register.",
            (connector.id, *applied.refs(*(part.id for part in parts))),
            connector.vetting.next,
        )


RULE = StepRule(
    id="certify-connector",
    moment="quarterly-review",
    role="platform-admin",
    reads="each connector that the app uses, and the day its vetting ends",
    find=_find,
)
