"""What a change responds to: an incident that it learns from, an action item that it completes."""

from collections.abc import Iterator

from trailbook.contributing.messages.case import Case, Remark
from trailbook.trail.reasons.rationale import ANSWERING


def remarks(case: Case) -> Iterator[Remark]:
    """Incidents and action items that the change responds to and the message does not name."""
    if not case.text.lines:
        return
    named = " ".join(value for name in (*ANSWERING, "Refs") for value in case.message.values(name))
    for add, why in answering_trailers(case):
        if add.partition(": ")[2] not in named:
            message = f"{why}; with '{add}' the page of lessons would list this commit"
            yield Remark(case.text.lines[0].number, "unnamed-answer", message, "notice", add)


def answering_trailers(case: Case) -> Iterator[tuple[str, str]]:
    """The trailers that would name what a change responds to, each once, and why."""
    found: dict[str, str] = {}
    for record in case.records:
        for change in record.changes:
            where = record.reference(change)
            if change.field == "learned_from" and change.kind == "added" and isinstance(change.after, str):
                found.setdefault(f"Incident: {change.after}", f"{where} learns from {change.after}")
            elif change.field == "state" and change.after == "done" and change.item:
                found.setdefault(f"Fixes: {where}", f"{where} is done")
    yield from found.items()
