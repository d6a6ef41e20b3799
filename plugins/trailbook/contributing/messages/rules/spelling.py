"""Trailers that are nearly right: a reader understands them, but a program does not."""

from collections.abc import Iterator
from difflib import get_close_matches

from trailbook.contributing.messages.case import Case, Level, Remark
from trailbook.contributing.messages.text import MessageText, TrailerLine
from trailbook.records.references import references_in_text
from trailbook.trail.approvals import APPROVING
from trailbook.trail.git.contacts import read_contact
from trailbook.trail.git.people import same
from trailbook.trail.reasons.messages import TRAILERS

_OTHERS = frozenset(
    [
        "tested-by",
        "reported-by",
        "suggested-by",
        "helped-by",
        "requested-by",
        "noticed-by",
        "mentored-by",
    ]
)
"""Trailers of other projects that are spelled much like ours but mean something else."""
_LIKENESS = 0.8
_MEANT = {"reason": "Rationale", "why": "Rationale", "references": "Refs", "reference": "Refs", "see-also": "Refs"}
"""Other words that people use for the same trailers."""
_NAMING = frozenset(["Refs", "Fixes", "Incident", "Control"])


def remarks(case: Case) -> Iterator[Remark]:
    """Trailers with a wrong name, without a value, or outside the last paragraph, where git ignores them."""
    astray: list[TrailerLine] = []
    for trailer in case.text.trailer_lines:
        if trailer.known and not trailer.value and trailer.known != "Rationale":
            yield Remark(
                trailer.line.number, "empty-trailer", f"'{trailer.known}:' has no value; complete or remove it"
            )
        elif trailer.known and trailer.line.paragraph != case.text.last_paragraph:
            astray.append(trailer)
        elif not trailer.known and (meant := _meant(trailer)) and _would_be_read(meant, trailer.value):
            level: Level = "error" if _is_among_trailers(trailer, case.text) else "notice"
            message = f"'{trailer.name}:' is not a known trailer; did you mean '{meant}:'?"
            own = meant in APPROVING and same(read_contact(case.known_as(trailer.value)), case.commit.author)
            yield Remark(
                trailer.line.number, "unknown-trailer", message, level, "" if own else f"{meant}: {trailer.value}"
            )
    if astray:
        names = ", ".join(dict.fromkeys(trailer.known for trailer in astray))
        message = f"{names}: read here anyway, but git itself recognizes trailers in the last paragraph only"
        yield Remark(astray[0].line.number, "astray-trailer", message, "notice")


def _would_be_read(meant: str, value: str) -> bool:
    """Whether a trailer would mean something with a value: trailers that name records need a reference."""
    return meant not in _NAMING or any(references_in_text(value))


def _meant(trailer: TrailerLine) -> str:
    """The trailer that a name resembles most; empty if it resembles none."""
    name = "-".join(trailer.name.casefold().replace("_", " ").split()).replace(" ", "-")
    if name in _OTHERS:
        return ""
    if name in TRAILERS:
        return TRAILERS[name]
    close = get_close_matches(name, TRAILERS, n=1, cutoff=_LIKENESS)
    return TRAILERS[close[0]] if close else _MEANT.get(name, "")


def _is_among_trailers(trailer: TrailerLine, text: MessageText) -> bool:
    """Whether every line of its paragraph is a trailer or continues the line above."""
    numbers = {other.line.number for other in text.trailer_lines}
    lines = text.paragraph(trailer.line.paragraph)
    return all(line.number in numbers or (line.text[:1] in " \t" and line is not lines[0]) for line in lines)
