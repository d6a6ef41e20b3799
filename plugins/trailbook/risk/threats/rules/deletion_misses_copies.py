"""Personal data that deletion does not reach everywhere."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for asset, facts in view.data():
        if facts.erasable is False and asset.personal:
            yield Hit((asset.id,), f"Deleting {asset.name} does not reach every copy.")


RULE = Rule(
    id="deletion-misses-copies",
    family="data",
    title="Somebody who is deleted lives on in a copy",
    looks_for="personal data of which it is stated that deleting it does not reach every copy",
    why="People were promised that they are forgotten; the next export, reminder or restored backup shows otherwise.",
    remedy="List every place that holds a copy, work through deletions in all of them, and again after a restore.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-08"),
        owasp_cd=("CD-SEC-04",),
        linddun=("non-compliance", "unawareness"),
        cwe=("CWE-459",),
    ),
)
