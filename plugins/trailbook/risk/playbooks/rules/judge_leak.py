"""What somebody with a leaked token could have read."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.text.prose import listed


def _find(applied: Applied) -> Iterator[Need]:
    for connector, parts in applied.connectors.values():
        flows = applied.flows_of(parts)
        guarded = applied.guarded(dict.fromkeys(asset for flow in flows for asset in applied.view.assets(flow)))
        if guarded:
            whose = (
                " Some of it is about people, so ask at once who has to be informed."
                if any(asset.personal for asset in guarded)
                else ""
            )
            yield Need(
                (connector.id,),
                f"Judge what could be read through {connector.title}",
                f"The app moves {listed([asset.name for asset in guarded])} over it. Say how bad it "
                "is if that is known "
                f"outside.{whose}",
                (connector.id, *applied.refs(*(asset.id for asset in guarded))),
            )


RULE = StepRule(
    id="judge-leak",
    moment="token-leaks",
    role="data-owner",
    reads="the confidential, restricted and personal data that flows over each connector",
    find=_find,
)
