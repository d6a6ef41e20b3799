"""Secrets where everybody who edits or exports can read them."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        if facts.secrets_in in ("plain", "setting"):
            place = "plain text" if facts.secrets_in == "plain" else "a setting that its makers can read"
            yield Hit((part.id,), f"{part.name} keeps a secret in {place}.")


RULE = Rule(
    id="secrets-in-plain",
    family="data",
    title="A secret is kept in the app or flow itself",
    looks_for="a component whose secrets are in plain text or in a setting that its makers can read",
    why="Whoever may open, copy or export it has the key, and every copy carries it on.",
    remedy="Move the secret to a vault, replace it with a new one, and search exported packages for others.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-08",),
        owasp_cd=("CD-SEC-04", "CD-SEC-05"),
        stride=("information-disclosure", "spoofing"),
        cwe=("CWE-312", "CWE-798"),
        attack=("T1552.001",),
    ),
)
