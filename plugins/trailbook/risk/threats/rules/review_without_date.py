"""Threat models without a review date."""

from collections.abc import Iterator

from trailbook.records.vocabulary import words
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule


def _find(view: ModelView) -> Iterator[Hit]:
    review = view.model.review
    if review.next is None and review.last is None:
        yield Hit((), f"The model is to be reviewed {words(review.cadence)}, but names neither a last nor a next day.")


RULE = Rule(
    id="review-without-date",
    family="lifecycle",
    title="Nobody knows when the model is reviewed",
    looks_for="a threat model with neither a last nor a next day of review",
    why="A cadence without a day is never due: the application changes, and the model goes on describing the old one.",
    remedy="State under review the day of the next review, agreed with the owner.",
    find=_find,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-09",),
        owasp_cd=("CD-SEC-09",),
        linddun=("non-compliance",),
    ),
)
