"""Sensitive data where people build and test."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, _ in view.components():
        found = view.environment(part)
        if found and found[1].environment in ("development", "test"):
            yield from (
                Hit((asset.id, part.id), f"{part.name} keeps {asset.name} in a {found[1].environment} environment.")
                for asset in view.kept_in(part)
            )


RULE = Rule(
    id="real-data-outside-production",
    family="environments",
    title="Sensitive data is kept where people build and test",
    looks_for="a component in a development or test environment that keeps confidential or restricted data",
    why="More people may enter there, less is logged, and tests are where data is copied, printed and forgotten.",
    remedy="Test with made-up records; where that can't be, protect the environment as if it were production.",
    find=_find,
    data_from="confidential",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-05"),
        owasp_cd=("CD-SEC-04", "CD-SEC-07"),
        stride=("information-disclosure",),
        linddun=("data-disclosure", "non-compliance"),
        cwe=("CWE-653",),
        attack=("T1213",),
    ),
)
