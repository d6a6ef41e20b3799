"""Screens that receive data which they do not show."""

from collections.abc import Iterator

from trailbook.records.kinds.threat_model import Component
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components("screen", "form"):
        people = [flow for flow, _ in view.outgoing(part) if _is_person(view.target(flow))]
        fed = [flow for flow, _ in view.incoming(part) if not _is_person(view.source(flow))]
        shown = {asset.id for flow in people for asset in view.assets(flow)}
        received = {asset.id: asset for flow in fed for asset in view.assets(flow)}
        for id in sorted(received.keys() - shown if people else ()):
            yield Hit((id, part.id), f"{part.name} receives {received[id].name} and shows it to nobody.")


def _is_person(part: Component | None) -> bool:
    return part is not None and part.type == "person"


RULE = Rule(
    id="hidden-fields-delivered",
    family="access",
    title="A screen receives data that it does not show",
    looks_for="a screen or form that is sent confidential or restricted data which it passes on to nobody",
    why="Hiding is layout, not permission: whoever opens the screen can ask its source for the whole record.",
    remedy="Send the screen the fields it shows, and set the permission on the data.",
    find=_find,
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-02", "LCNC-SEC-08"),
        owasp_cd=("CD-SEC-03", "CD-SEC-04"),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-602", "CWE-212"),
        attack=("T1213",),
    ),
)
