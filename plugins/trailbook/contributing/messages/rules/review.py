"""Reviews that a commit states: of the records that it changes, or of those that it names."""

from collections.abc import Iterator

from trailbook.contributing.messages.case import Case, Remark
from trailbook.records.references import record_of, references_in_text
from trailbook.risk.reviews.commits import states_review


def remarks(case: Case) -> Iterator[Remark]:
    """A ``Review`` that would be of no record."""
    stated = next((one for one in case.written.shaped if one.known == "Review" and one.value), None)
    if stated is None or case.touched or not states_review(case.commit):
        return
    named = {record_of(found) for value in case.message.values("Refs") for found in references_in_text(value)}
    if not named & {*case.knowledge.records}:
        message = "Review: of no record, since the commit changes none and no 'Refs:' names one"
        yield Remark(stated.line.number, "review-of-nothing", message, add="Refs: …")
