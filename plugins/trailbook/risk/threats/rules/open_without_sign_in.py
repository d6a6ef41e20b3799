"""Data that is reached without signing in."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for entry, facts in view.entries():
        part = view.component(entry.component)
        if facts.sign_in == "none" and part and part.type in ("data-store", "screen", "service"):
            data = view.sensitivity(entry)
            yield Hit((entry.id,), f"{entry.name} opens {part.name}, which touches {data} data, without signing in.")


RULE = Rule(
    id="open-without-sign-in",
    family="access",
    title="Data that is not public opens without signing in",
    looks_for=(
        "an entry point without sign-in to a store, screen or service that touches data of more than public sensitivity"
    ),
    why="It takes the address and nothing else, and programs try addresses all day.",
    remedy="Ask for sign-in, or take the data that is not public out of what is behind the entry point.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-05", "CD-SEC-07"),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-306",),
        attack=("T1190", "T1530"),
    ),
)
