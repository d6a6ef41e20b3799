"""What trailers name: a record or item that exists, and of the sort that the trailer is for."""

import re
from collections.abc import Iterator

from trailbook.contributing.messages.case import Case, Remark
from trailbook.contributing.messages.text import Shaped
from trailbook.records.model import Item, Record
from trailbook.records.references import references_in_text
from trailbook.text.problem import nearest

_NAMING = ("Refs", "Fixes", "Incident", "Control", "Rationale")
_SORTS: dict[str, tuple[tuple[str, ...], str]] = {
    "Incident": (("postmortem", "exercise"), "a postmortem or an exercise, such as PM-…"),
    "Control": (("control",), "a control, such as POL-….C1"),
    "Fixes": (("action item",), "an action item, such as PM-….A1"),
}
"""The sorts of thing that a trailer names: kinds of record, nouns of items."""
_COMMIT = re.compile(r"\b[0-9a-f]{7,64}\b")


def remarks(case: Case) -> Iterator[Remark]:
    """References that lead nowhere or to something else than the trailer is for, and commits that are not there."""
    for one in case.written.shaped:
        if one.known in _NAMING:
            yield from _named(case, one)
        elif one.known == "Decision":
            yield from _decisions(case, one)


def _named(case: Case, one: Shaped) -> Iterator[Remark]:
    references = list(dict.fromkeys(references_in_text(one.value)))
    for reference in references:
        if not case.is_known(reference):
            close = nearest(reference, (*case.knowledge.records, *case.knowledge.items))
            hint = f"; did you mean {close!r}?" if close else ""
            message = f"{one.known}: there is no {reference!r}{hint}"
            yield Remark(one.line.number, "unknown-reference", message)
    sorts, expected = _SORTS.get(one.known, ((), ""))
    if not sorts:
        return
    found = [case.knowledge.resolve(reference) for reference in references]
    wrong = [
        reference for reference, target in zip(references, found, strict=True) if target and _sort(target) not in sorts
    ]
    if wrong and len(wrong) == len(references):
        yield Remark(one.line.number, "other-sort", f"{one.known}: {wrong[0]} is not {expected}", "notice")
    elif not references and one.known != "Fixes" and one.value:  # Fixes also takes the number of an issue
        yield Remark(one.line.number, "no-reference", f"{one.known}: names no {expected.removeprefix('a ')}", "notice")


def _sort(target: Record | Item) -> str:
    return target.kind if isinstance(target, Record) else target.noun


def _decisions(case: Case, one: Shaped) -> Iterator[Remark]:
    named = _COMMIT.findall(one.value.lower())
    if not named:
        yield Remark(one.line.number, "unknown-commit", "Decision: names no commit; expected the id of an earlier one")
    for id in named if case.commits else ():
        if case.commits and (count := case.commits(id)) != 1:
            fault = "names several commits; write more of it" if count else "is no commit of this history"
            yield Remark(one.line.number, "unknown-commit", f"Decision: {id!r} {fault}")
