"""References in trailers: what they name has to exist, and be of the sort that the trailer is for."""

from collections.abc import Iterator

from trailbook.contributing.messages.case import Case, Remark
from trailbook.contributing.messages.text import TrailerLine
from trailbook.records.model import Item, Record
from trailbook.records.references import references_in_text
from trailbook.text.object_ids import NAMED
from trailbook.text.problem import did_you_mean

_NAMING = ("Refs", "Fixes", "Incident", "Control", "Rationale")
_TARGETS: dict[str, tuple[tuple[str, ...], str]] = {
    "Incident": (("postmortem", "exercise"), "a postmortem or an exercise, such as PM-…"),
    "Control": (("control",), "a control, such as POL-….C1"),
    "Fixes": (("action item",), "an action item, such as PM-….A1"),
}
"""What a trailer has to name, by kinds of record or nouns of items, and that in words."""


def remarks(case: Case) -> Iterator[Remark]:
    """References to what does not exist or is of another sort, and ids that name no commit of this history."""
    for trailer in case.text.trailer_lines:
        if trailer.known in _NAMING:
            yield from _named_references(case, trailer)
        elif trailer.known == "Decision":
            yield from _decisions(case, trailer)


def _named_references(case: Case, trailer: TrailerLine) -> Iterator[Remark]:
    references = list(dict.fromkeys(references_in_text(trailer.value)))
    for reference in references:
        if not case.is_known(reference):
            hint = did_you_mean(reference, (*case.knowledge.records, *case.knowledge.items))
            message = f"{trailer.known}: there is no {reference!r}{hint}"
            yield Remark(trailer.line.number, "unknown-reference", message)
    sorts, expected = _TARGETS.get(trailer.known, ((), ""))
    if not sorts:
        return
    found = [case.knowledge.resolve(reference) for reference in references]
    wrong = [
        reference
        for reference, target in zip(references, found, strict=True)
        if target and _sort_of(target) not in sorts
    ]
    if wrong and len(wrong) == len(references):
        yield Remark(trailer.line.number, "other-sort", f"{trailer.known}: {wrong[0]} is not {expected}", "notice")
    elif not references and trailer.known != "Fixes" and trailer.value:  # Fixes also takes the number of an issue
        yield Remark(
            trailer.line.number, "no-reference", f"{trailer.known}: names no {expected.removeprefix('a ')}", "notice"
        )


def _sort_of(target: Record | Item) -> str:
    return target.kind if isinstance(target, Record) else target.noun


def _decisions(case: Case, trailer: TrailerLine) -> Iterator[Remark]:
    named = NAMED.findall(trailer.value.lower())
    if not named:
        yield Remark(
            trailer.line.number, "unknown-commit", "Decision: names no commit; expected the id of an earlier trailer"
        )
    for id in named if case.count_commits else ():
        if case.count_commits and (count := case.count_commits(id)) != 1:
            fault = "names several count_commits; write more of it" if count else "is no commit of this history"
            yield Remark(trailer.line.number, "unknown-commit", f"Decision: {id!r} {fault}")
