"""Secrets that whoever leaves could have read."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    for part, facts in applied.view.components():
        secret = [asset for asset in applied.view.kept_in(part) if asset.facts and asset.facts.secret]
        if facts.secrets_in in ("plain", "setting") or secret:
            yield Need(
                (part.id,),
                f"Exchange the secrets in {part.name}",
                "Whoever could open it has seen them. Make new ones on the last day, and put them "
                "where makers use them "
                "without reading them.",
                applied.refs(part.id, *(asset.id for asset in secret)),
            )


RULE = StepRule(
    id="change-known-secret",
    moment="owner-leaves",
    role="platform-admin",
    reads="each component that keeps a secret, or has one in a setting or in plain text",
    find=_find,
)
