"""Stores that can only be shared as a whole."""

from collections.abc import Iterator

from trailbook.risk.threats.fact_texts import audience
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("data-store"):
        beyond = set(facts.shared_with or ()) - {"named-people"}
        if facts.permissions == "whole" and beyond and view.personal(part):
            who = audience(beyond)
            yield Hit((part.id,), f"{part.name} holds personal data and gives {who} all of it or nothing.")


RULE = Rule(
    id="whole-store-for-a-part",
    family="sharing",
    title="Whoever may see one record may see them all",
    looks_for="a data store with personal data, shared beyond named people, whose permissions cover the whole",
    why="People are let in for the few records that concern them and can read everybody else's.",
    remedy="Give access by row, or split the store by who has to see what.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-03"),
        owasp_cd=("CD-SEC-03", "CD-SEC-04"),
        stride=("information-disclosure",),
        linddun=("data-disclosure", "linking"),
        cwe=("CWE-1220",),
        attack=("T1213.006",),
    ),
)
