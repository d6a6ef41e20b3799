"""Data of a retired application that is still kept."""

from collections.abc import Iterator

from trailbook.records.states import is_current
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import listed


def _find(view: ModelView) -> Iterator[Hit]:
    if not is_current(view.model):
        for asset, facts in view.data():
            stores = [part.name for ref in asset.stored_in if (part := view.component(ref))]
            if stores and not facts.retention:
                yield Hit((asset.id,), f"The model is retired, and {asset.name} is still kept in {listed(stores)}.")


RULE = Rule(
    id="retired-and-still-keeps",
    family="lifecycle",
    title="A retired application still keeps its data",
    looks_for=(
        "data that is not public and that a retired threat model still has in a component, without a time after "
        "which it goes"
    ),
    why="The reason to have the data has ended with the application, and so has the attention of those who guarded it.",
    remedy="Delete it or hand it to the place of record; what law says to keep goes to an archive with a date.",
    find=_find,
    of_retired=True,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-08", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-04", "CD-SEC-09"),
        stride=("information-disclosure",),
        linddun=("non-compliance", "data-disclosure"),
        cwe=("CWE-459",),
        attack=("T1213",),
    ),
)
