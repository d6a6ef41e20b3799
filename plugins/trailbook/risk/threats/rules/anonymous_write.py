"""Writing without an account."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for flow, facts in view.flows():
        target = view.target(flow)
        if facts.runs_as == "anonymous" and target and target.type in ("data-store", "automation", "agent", "service"):
            yield Hit((flow.id,), f"{flow.name} writes to {target.name} under no account.")


RULE = Rule(
    id="anonymous-write",
    family="identity",
    title="Anybody can write without an account",
    looks_for="a data flow into a store, automation, agent or service that runs under no account",
    why=(
        "What is written has no author, and nothing keeps a stranger from writing a million times or in another's name."
    ),
    remedy="Take such input through a form that only adds, keep it apart until it is checked, and limit how often.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-04", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-05", "CD-SEC-07"),
        stride=("spoofing", "tampering", "repudiation"),
        cwe=("CWE-306",),
        attack=("T1190",),
    ),
)
