"""Free text that is rated as if it could not hold secrets."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for asset, facts in view.data():
        if facts.free_text and asset.sensitivity in ("public", "internal"):
            yield Hit((asset.id,), f"People can write anything into {asset.name}, and it is rated {asset.sensitivity}.")


RULE = Rule(
    id="free-text-under-rated",
    family="data",
    title="Free text is rated too low",
    looks_for="data into which people can write anything, rated public or internal",
    why="People write illnesses, passwords and accusations into open fields, and the rating decides who may read them.",
    remedy=(
        "Replace the field by choices, or rate it as what people do write there, and say above it what not to write."
    ),
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-08",),
        owasp_cd=("CD-SEC-04",),
        stride=("information-disclosure",),
        linddun=("data-disclosure",),
        cwe=("CWE-359",),
    ),
)
