"""Secrets that are kept where more than named people can look."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("data-store", "screen", "service", "external-service"):
        beyond = set(facts.shared_with or ()) - {"named-people"}
        for asset in view.kept_in(part) if beyond else ():
            if asset.facts and asset.facts.secret:
                yield Hit((asset.id, part.id), f"{part.name} keeps {asset.name} and is shared with {audience(beyond)}.")


RULE = Rule(
    id="secret-kept-openly",
    family="data",
    title="A secret is kept where many can read it",
    looks_for=(
        "a store, screen or service that keeps data which is a secret and that is shared with more than named people"
    ),
    why="Whoever reads it can act as the app, from anywhere, and the log shows the app's name.",
    remedy="Move the secret to a vault, replace it with a new one, and leave a reference in its place.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04", "LCNC-SEC-08"),
        owasp_cd=("CD-SEC-04", "CD-SEC-05"),
        stride=("information-disclosure", "spoofing"),
        cwe=("CWE-312", "CWE-921"),
        attack=("T1552", "T1213"),
    ),
)
