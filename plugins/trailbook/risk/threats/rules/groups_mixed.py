"""Data that crosses from business to personal services."""

from collections.abc import Iterator

from trailbook.records.kinds.threat_model import Component
from trailbook.records.states import UNDECIDED, vetting_state
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, _ in view.flows():
        source, target = view.source(flow), view.target(flow)
        if not source or not target or _group(view, source) not in (None, "business"):
            continue
        if _group(view, target) in ("non-business", "blocked"):
            data = view.sensitivity(flow)
            yield Hit((flow.id,), f"{flow.name} takes {data} data to {target.name}, outside the business group.")


def _group(view: ModelView, part: Component) -> str | None:
    """As the component states it, else as the register says of its connector.

    One that nobody has decided on yet is blocked by default and says nothing: ``connector-not-vetted`` finds that.
    """
    entry = view.connector(part)
    stated = part.facts.dlp_group if part.facts else None
    if stated or entry is None:
        return stated
    return None if vetting_state(entry) in UNDECIDED and entry.group == "blocked" else entry.group


RULE = Rule(
    id="groups-mixed",
    family="connectors",
    title="Data crosses from business to personal services",
    looks_for="a data flow with data that is not public, to a component of the non-business or blocked group",
    why="What arrives at a personal account can be neither protected nor found nor deleted by anybody here.",
    remedy="Keep business and personal connectors in apps of their own, and let the platform refuse the mix.",
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03",),
        owasp_cd=("CD-SEC-04",),
        stride=("information-disclosure",),
        linddun=("data-disclosure", "non-compliance"),
        cwe=("CWE-201",),
        attack=("T1567", "T1537"),
    ),
)
