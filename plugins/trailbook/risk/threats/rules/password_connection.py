"""Connections that sign in with a name and a password."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        if facts.signs_in_with == "password":
            yield Hit((flow.id,), f"The data flow “{flow.name}” signs in with a password.")


RULE = Rule(
    id="password-connection",
    family="identity",
    title="A connection signs in with a password",
    looks_for="a data flow whose connection uses a password",
    why="A password has no owner, no scope and no second factor, and it is typed in again wherever the app is rebuilt.",
    remedy=(
        "Use a managed identity, delegated sign-in or a certificate; until then keep the password in a vault "
        "and replace it."
    ),
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04",),
        owasp_cd=("CD-SEC-05",),
        stride=("spoofing",),
        cwe=("CWE-308",),
        attack=("T1078", "T1110"),
    ),
)
