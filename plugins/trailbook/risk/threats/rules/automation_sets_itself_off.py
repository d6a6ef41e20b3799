"""Automations that start themselves again."""

from collections.abc import Iterator

from trailbook.records.kinds.threat_model import Component
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("automation"):
        if "record-change" in (facts.starts_on or ()) and part.id in _led_to(view, part):
            yield Hit((part.id,), f"{part.name} starts on changes of records, and its own changes lead back to it.")


def _led_to(view: ModelView, start: Component) -> set[str]:
    """The ids of all that changes spread to from a component: stores, and automations that changes start."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for flow, _ in view.outgoing(waiting.pop()):
            part = view.target(flow)
            if part and part.id not in seen and _passes_on(part):
                seen.add(part.id)
                waiting.append(part)
    return seen


def _passes_on(part: Component) -> bool:
    started = part.facts.starts_on if part.facts else ()
    return part.type == "data-store" or (part.type == "automation" and "record-change" in (started or ()))


RULE = Rule(
    id="automation-sets-itself-off",
    family="configuration",
    title="An automation sets itself off",
    looks_for="an automation that starts when records change and whose own changes lead back to it",
    why="Two flows answer each other until the plan's limit is reached, and each round sends another mail.",
    remedy="Start on the fields that people change, mark what the automation wrote, and stop after some rounds.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03",),
        owasp_cd=("CD-SEC-04",),
        stride=("denial-of-service", "tampering"),
        cwe=("CWE-674",),
        attack=("T1499.003",),
    ),
)
