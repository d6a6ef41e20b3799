"""Where the log of a connector shows who used a leaked token."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    for connector, parts in applied.connectors.values():
        flows = applied.flows_of(parts)
        yield Need(
            (connector.id,),
            f"Read the log of {connector.title}",
            f"Its use is logged here: {connector.logs.rstrip('.')}. Save the log before you read it. Look for times, "
            "addresses and amounts that do not fit the app.",
            (connector.id, *applied.refs(*(flow.id for flow in flows))),
        )


RULE = StepRule(
    id="read-connector-log",
    moment="token-leaks",
    role="incident-responder",
    reads="the place of the log in each connector that the app uses, and the flows over it",
    find=_find,
)
