"""Access keys that work from any place."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for entry, facts in view.entries():
        if facts.sign_in == "key" and "public" in (facts.reached_by or ()):
            yield Hit((entry.id,), f"{entry.name} takes an access key from anywhere.")


RULE = Rule(
    id="key-from-anywhere",
    family="access",
    title="An access key works from anywhere",
    looks_for="an entry point that asks for an access key and that the public can reach",
    why="Keys end up in scripts, logs and screenshots, and the door they open is on the open web.",
    remedy="Limit the addresses that may call, give keys an end date, and prefer sign-in as a service identity.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-05", "CD-SEC-07"),
        stride=("spoofing",),
        cwe=("CWE-308",),
        attack=("T1552",),
    ),
)
