"""Secrets that are carried to where they can't be called back."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed

WHERE = {"person": "a person", "agent": "an agent", "external-service": "an outside service"}


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, _ in view.flows():
        target = view.target(flow)
        secrets = [asset.name for asset in view.assets(flow) if asset.facts and asset.facts.secret]
        if target and target.type in WHERE and secrets:
            yield Hit((flow.id,), f"{flow.name} hands {listed(secrets)} to {target.name}, {WHERE[target.type]}.")


RULE = Rule(
    id="secret-handed-on",
    family="data",
    title="A secret is handed to somebody who need not have it",
    looks_for="a data flow that carries data which is a secret to a person, an agent or an outside service",
    why="It stays in a mail, a conversation or somebody else's log, and works for whoever finds it there.",
    remedy=(
        "Sign in on the app's side instead of passing the secret on; where it has to travel, let it work once and "
        "briefly."
    ),
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04", "LCNC-SEC-08"),
        owasp_cd=("CD-SEC-04", "CD-SEC-05"),
        stride=("information-disclosure", "spoofing"),
        linddun=("data-disclosure",),
        cwe=("CWE-201",),
        attack=("T1552", "T1528"),
    ),
)
