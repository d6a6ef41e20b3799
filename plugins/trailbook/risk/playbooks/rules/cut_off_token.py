"""Taking a leaked token's power away."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.text.prose import listed


def _find(applied: Applied) -> Iterator[Need]:
    for connector, parts in applied.connectors.values():
        yield Need(
            (connector.id,),
            f"Revoke what the app holds for {connector.title}",
            f"Do it where it counts, at the other end: {connector.service}. Then do it in the app. Tell its users that "
            f"{listed([part.name for part in parts])} will stop.",
            (
                connector.id,
                *applied.refs(*(part.id for part in parts)),
                *connector.governed_by,
                *connector.learned_from,
            ),
        )


RULE = StepRule(
    id="cut-off-token",
    moment="token-leaks",
    role="incident-responder",
    reads="each connector that the app uses",
    find=_find,
)
