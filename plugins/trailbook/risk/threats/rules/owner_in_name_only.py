"""Components whose owner is a placeholder."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule

NOBODY = {
    "-",
    "?",
    "??",
    "???",
    "n/a",
    "na",
    "nobody",
    "none",
    "no one",
    "open",
    "tba",
    "tbc",
    "tbd",
    "todo",
    "unknown",
    "unclear",
}
"""What people write where an owner is asked for and there is none, in small letters."""


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components():
        if part.owner.strip().casefold() in NOBODY:
            yield Hit((part.id,), f"The owner of {part.name} is '{part.owner}'.")


RULE = Rule(
    id="owner-in-name-only",
    family="lifecycle",
    title="A part has no owner",
    looks_for="a component whose owner is a placeholder, such as unknown or tbd",
    why="Nobody confirms who may use it, nobody hears of its faults, and nobody may switch it off.",
    remedy=(
        "Find who uses it; they or the platform team take it over, or it is switched off on a day that is announced."
    ),
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-09",),
        owasp_cd=("CD-SEC-09",),
        stride=("elevation-of-privilege",),
        linddun=("non-compliance",),
        cwe=("CWE-283",),
    ),
)
