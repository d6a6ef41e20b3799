"""Automations that start themselves again."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.record_changes import set_off_by
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("automation"):
        if "record-change" in (facts.starts_on or ()) and part.id in set_off_by(view, part):
            yield Hit((part.id,), f"{part.name} starts on changes of records, and its own changes lead back to it.")


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
