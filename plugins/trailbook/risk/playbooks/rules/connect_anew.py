"""Connecting again with a new secret, in a better place."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    for connector, parts in applied.connectors.values():
        for part in parts:
            kept = part.facts.secrets_in if part.facts else None
            if kept and kept != "none":
                good = kept == "vault"
                where = "Put the new one into the vault" if good else "Put the new one into a vault this time"
                yield Need(
                    (connector.id, part.id),
                    f"Connect {part.name} with a new secret",
                    f"{where}, with no more rights than the register lists for {connector.title}. "
                    "Run it once, and look "
                    "whether anything else used the old one.",
                    (connector.id, applied.ref(part.id)),
                )


RULE = StepRule(
    id="connect-anew",
    moment="token-leaks",
    role="platform-admin",
    reads="each component that uses a connector and says where its secrets are kept",
    find=_find,
)
