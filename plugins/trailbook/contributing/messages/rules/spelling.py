"""Trailers that are nearly right: a reader sees what is meant, and no program does."""

from collections.abc import Iterator
from difflib import get_close_matches

from trailbook.contributing.messages.case import Case, Level, Remark
from trailbook.contributing.messages.text import Shaped, Written
from trailbook.records.references import references_in_text
from trailbook.trail.approvals import APPROVING
from trailbook.trail.git.people import read_contact, same
from trailbook.trail.messages import TRAILERS

_OTHERS = frozenset(
    [
        "tested-by",
        "reported-by",
        "suggested-by",
        "helped-by",
        "requested-by",
        "noticed-by",
        "mentored-by",
        "assisted-by",
    ]
)
"""Trailers of other projects that are spelt much like ours and mean something else."""
_LIKENESS = 0.8
_MEANT = {"reason": "Rationale", "why": "Rationale", "references": "Refs", "reference": "Refs", "see-also": "Refs"}
"""Other words for the same, which people use."""
_NAMING = frozenset(["Refs", "Fixes", "Incident", "Control"])


def remarks(case: Case) -> Iterator[Remark]:
    """Trailers with a wrong name or without a value, and those that git itself does not see where they stand."""
    astray: list[Shaped] = []
    for one in case.written.shaped:
        if one.known and not one.value and one.known != "Rationale":
            yield Remark(one.line.number, "empty-trailer", f"'{one.known}:' has no value; complete it or take it out")
        elif one.known and one.line.paragraph != case.written.last_paragraph:
            astray.append(one)
        elif not one.known and (meant := _meant(one)) and _would_be_read(meant, one.value):
            level: Level = "error" if _is_among_trailers(one, case.written) else "notice"
            message = f"'{one.name}:' is no trailer that is read; did you mean '{meant}:'?"
            own = meant in APPROVING and same(read_contact(case.known_as(one.value)), case.commit.author)
            yield Remark(one.line.number, "unknown-trailer", message, level, "" if own else f"{meant}: {one.value}")
    if astray:
        names = ", ".join(dict.fromkeys(one.known for one in astray))
        message = f"{names}: read here all the same, but git itself knows trailers in the last paragraph only"
        yield Remark(astray[0].line.number, "astray-trailer", message, "notice")


def _would_be_read(meant: str, value: str) -> bool:
    """Whether a trailer would say something with a value: those that name records say nothing with other words."""
    return meant not in _NAMING or any(references_in_text(value))


def _meant(one: Shaped) -> str:
    """The trailer that a name is most like; empty where none is near."""
    name = "-".join(one.name.casefold().replace("_", " ").split()).replace(" ", "-")
    if name in _OTHERS:
        return ""
    if name in TRAILERS:
        return TRAILERS[name]
    close = get_close_matches(name, TRAILERS, n=1, cutoff=_LIKENESS)
    return TRAILERS[close[0]] if close else _MEANT.get(name, "")


def _is_among_trailers(one: Shaped, written: Written) -> bool:
    """Whether all lines of its paragraph have the shape of a trailer, or go on with the one above."""
    shaped = {other.line.number for other in written.shaped}
    lines = written.paragraph(one.line.paragraph)
    return all(line.number in shaped or (line.text[:1] in " \t" and line is not lines[0]) for line in lines)
