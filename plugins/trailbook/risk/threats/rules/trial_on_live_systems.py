"""Tests that reach systems which are in use."""

from collections.abc import Iterator

from trailbook.records.kinds.threat_model import Component
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule

LIVE = ("data-store", "service", "external-service")


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, _ in view.flows():
        ends = [part for part in (view.source(flow), view.target(flow)) if part]
        trying = next((part for part in ends if _kind(view, part) in ("development", "test")), None)
        system = next((part for part in ends if part.type in LIVE and _kind(view, part) is None), None)
        if trying and system:
            reason = f"{trying.name} is where people build and test, and {flow.name} joins it to {system.name} outside."
            yield Hit((flow.id,), reason)


def _kind(view: ModelView, part: Component) -> str | None:
    found = view.environment(part)
    return found[1].environment if found else None


RULE = Rule(
    id="test-on-live-systems",
    family="data",
    title="A test works with sensitive data of a system outside",
    looks_for=(
        "a data flow with confidential or restricted data between a development or test environment and a system "
        "outside of all"
    ),
    why="A test mails customers, changes orders or copies records, with the rights of the real thing and less care.",
    remedy="Give tests a system and an account of their own with made-up records, and refuse the live one from there.",
    find=_find,
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-04", "CD-SEC-07"),
        stride=("tampering", "information-disclosure"),
        linddun=("data-disclosure",),
        cwe=("CWE-653",),
    ),
)
