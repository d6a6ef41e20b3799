"""Connectors whose certification had ended when the model was reviewed."""

from collections.abc import Iterator

from trailbook.records.states import IN_USE, vetting_state
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import in_prose


def _find(view: ModelView) -> Iterator[Hit]:
    reviewed = view.model.review.last
    for part, _ in view.components():
        entry = view.connector(part)
        if reviewed and entry and vetting_state(entry) in IN_USE and entry.vetting.next < reviewed:
            ended = f"whose certification ended on {in_prose(entry.vetting.next)}"
            looked_at = in_prose(reviewed)
            yield Hit((part.id,), f"{part.name} uses {entry.id}, {ended}; the model was reviewed on {looked_at}.")


RULE = Rule(
    id="certification-lapsed",
    family="lifecycle",
    title="A connector's certification had ended before the last review",
    looks_for="a component whose connector had to be certified again before the day of the model's last review",
    why="The model was found in order with a connector that nobody had looked at in time.",
    remedy="Certify the connector again or take it out, and look at the model's threats from that connector once more.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-06", "CD-SEC-09"),
        stride=("information-disclosure",),
        cwe=("CWE-1357",),
    ),
)
