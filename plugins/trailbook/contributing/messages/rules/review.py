"""Reviews: a commit states a review of the records that it changes or names."""

from collections.abc import Iterator

from trailbook.contributing.messages.case import Case, Remark
from trailbook.records.references import record_of, references_in_text
from trailbook.trail.reasons.rationale import stated_review


def remarks(case: Case) -> Iterator[Remark]:
    """A ``Review`` that does not apply to any record."""
    stated = next((trailer for trailer in case.text.trailer_lines if trailer.known == "Review" and trailer.value), None)
    if stated is None or case.touched or not stated_review(case.commit):
        return
    named = {record_of(found) for value in case.message.values("Refs") for found in references_in_text(value)}
    if not named & {*case.knowledge.records}:
        message = "Review: of no record, since the commit changes none and no 'Refs:' names one"

        yield Remark(stated.line.number, "review-of-nothing", message, add="Refs: …")
