"""Connectors in use before anybody decided on them."""

from collections.abc import Iterator

from trailbook.records.states import UNDECIDED, vetting_state
from trailbook.records.vocabulary import words
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components():
        entry = view.connector(part)
        if entry and vetting_state(entry) in UNDECIDED:
            state = words(vetting_state(entry))
            yield Hit((part.id,), f"{part.name} uses {entry.id}, which is {state} in the register.")


RULE = Rule(
    id="connector-not-vetted",
    family="connectors",
    title="A connector is in use before it was vetted",
    looks_for="a component whose connector is proposed or in review in the register",
    why="Nobody has looked at what the service does with the data, what it may do here and who answers for it.",
    remedy="Finish the vetting or take the connector out until it is done.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07",),
        owasp_cd=("CD-SEC-01", "CD-SEC-06"),
        stride=("information-disclosure", "tampering"),
        cwe=("CWE-1357",),
        attack=("T1671",),
    ),
)
