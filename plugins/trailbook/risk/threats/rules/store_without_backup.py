"""Stores that can't be restored."""

from collections.abc import Iterator

from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    for part, facts in view.components("data-store", "service"):
        if facts.backup == "none":
            yield Hit((part.id,), f"{part.name} keeps data that can't be restored.")


RULE = Rule(
    id="store-without-backup",
    family="data",
    title="What is deleted is gone",
    looks_for="a data store or service with data that is not public, of which it is stated that there is no backup",
    why="A filter that matches everything, a departing maker or the end of a plan deletes records without a way back.",
    remedy=(
        "Copy the data on a schedule to a place that the app and its makers can't delete from, and try to restore it."
    ),
    find=_find,
    data_from="internal",
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-03", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-09",),
        stride=("denial-of-service",),
        attack=("T1485",),
    ),
)
