"""Connectors that no policy in force governs."""

from collections.abc import Iterator

from trailbook.records.kinds.connector import Connector
from trailbook.records.model import OwnedRecord
from trailbook.records.references import record_of
from trailbook.records.states import IN_USE, vetting_state
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components():
        entry = view.connector(part)
        if entry and vetting_state(entry) in IN_USE and not any(_in_force(view, entry)):
            yield Hit((part.id,), f"{part.name} uses {entry.id}, which no policy in force governs.")


def _in_force(view: ModelView, entry: Connector) -> Iterator[bool]:
    for reference in entry.governed_by:
        policy = view.knowledge.records.get(record_of(reference))
        yield isinstance(policy, OwnedRecord) and policy.status == "active"


RULE = Rule(
    id="connector-without-policy",
    family="connectors",
    title="No policy covers a connector",
    looks_for=(
        "a component whose connector is approved or on conditions, when its register entry names no control of an "
        "active policy"
    ),
    why="No rule says what it may carry and who may use it, so its next use is as allowed as its first.",
    remedy="Name the controls that apply in governed_by of the entry; where none fits, the policy has a gap to close.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-05", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-07", "CD-SEC-09"),
        stride=("information-disclosure",),
        linddun=("non-compliance",),
        cwe=("CWE-1357",),
    ),
)
