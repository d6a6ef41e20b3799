"""Secrets of a retired application that are still there."""

from collections.abc import Iterator

from trailbook.records.states import is_current
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    if not is_current(view.model):
        for part, facts in view.components():
            if facts.secrets_in not in (None, "none"):
                yield Hit((part.id,), f"The model is retired, and {part.name} still has its secrets.")


RULE = Rule(
    id="retired-and-keys-left",
    family="lifecycle",
    title="The keys of a retired application still work",
    looks_for="a component of a retired threat model whose secrets are stated to be kept somewhere",
    why="A key that no application needs is missed by nobody when somebody else uses it.",
    remedy="Revoke the secrets at the service that accepts them, then remove them, and state none under secrets_in.",
    find=_find,
    of_retired=True,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-05", "CD-SEC-09"),
        stride=("spoofing", "elevation-of-privilege"),
        cwe=("CWE-772",),
        attack=("T1078.004",),
    ),
)
