"""Data that nobody deletes."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for asset, facts in view.data():
        if facts.retention is False:
            yield Hit((asset.id,), f"Nothing says how long {asset.name} may be kept, or nobody keeps to it.")


RULE = Rule(
    id="kept-without-end",
    family="data",
    title="Data is kept for ever",
    looks_for="a data asset that is not public, of which it is stated that no time to keep it is set or kept to",
    why=(
        "What was collected for a week becomes years of records: a leak grows with it, and the reason to have them "
        "is gone."
    ),
    remedy=(
        "Set a deletion date with the owner of the data, let a flow delete by it, and have the flow report its count."
    ),
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-08",),
        owasp_cd=("CD-SEC-04",),
        stride=("information-disclosure",),
        linddun=("data-disclosure", "non-compliance"),
        cwe=("CWE-459",),
        attack=("T1213",),
    ),
)
