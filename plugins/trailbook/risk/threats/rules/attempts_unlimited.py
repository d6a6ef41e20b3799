"""Sign-in that can be tried without end."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for entry, facts in view.entries():
        if facts.limited is False and facts.sign_in in ("password", "key", "link"):
            yield Hit(
                (entry.id,), f"{entry.name} asks for a {facts.sign_in} and does not limit how often one is tried."
            )


RULE = Rule(
    id="attempts-unlimited",
    family="access",
    title="Sign-in can be tried without end",
    looks_for="an entry point with a password, key or link whose attempts are not limited",
    why="A program tries a list of stolen passwords, or counts up the links, until one fits.",
    remedy="Lock out or slow down after some failures, and tell somebody.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-05", "CD-SEC-07"),
        stride=("spoofing",),
        cwe=("CWE-307",),
        attack=("T1110",),
    ),
)
