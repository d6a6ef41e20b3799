"""Custom connectors that nobody besides their maker read."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components():
        entry = view.connector(part)
        if entry and entry.tier == "custom" and facts.reviewed is False:
            yield Hit(
                (part.id,), f"{part.name} uses {entry.id}, a custom connector, and nobody but its maker reviewed it."
            )


RULE = Rule(
    id="custom-connector-unreviewed",
    family="connectors",
    title="A custom connector was never read by a second person",
    looks_for="a component on a connector of the custom tier that nobody but its maker has reviewed",
    why=(
        "Its hosts, operations and sign-in were written here, so no vendor has tested them and every app inherits "
        "its faults."
    ),
    remedy=(
        "Let a second person read hosts, operations, scopes and the handling of errors, and note it in the register."
    ),
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05", "LCNC-SEC-07"),
        owasp_cd=("CD-SEC-01", "CD-SEC-06"),
        stride=("tampering", "information-disclosure"),
        cwe=("CWE-829",),
    ),
)
