"""Breaking a text into the lines of a label."""

from collections.abc import Callable

from trailbook.diagrams.drawing import fonts
from trailbook.text.unseen import one_line

ELLIPSIS = "…"
Fits = Callable[[str], bool]


def wrap(value: str, room: float, size: float, *, most: int, bold: bool = False) -> tuple[str, ...]:
    """The text in at most ``most`` lines no wider than ``room``; if that is not all of it, an ellipsis says so."""

    def fits(line: str) -> bool:
        return fonts.width(line, size, bold=bold) <= room

    lines = [""]
    for word in _words(one_line(value)):
        joined = f"{lines[-1]} {word}".strip()
        if fits(joined):
            lines[-1] = joined
            continue
        pieces = _pieces(word, fits)
        lines += pieces if lines[-1] else []
        lines = lines if lines[-1] else pieces
        if len(lines) > most:
            break
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], _cut(lines[most - 1], fits))


def _words(value: str) -> list[str]:
    """Words short enough to look at: nobody reads the end of a label of thousands of characters."""
    return value[:400].split()


def _pieces(word: str, fits: Fits) -> list[str]:
    """A word in pieces that fit, broken where it is too long for a line."""
    pieces = [""]
    for character in word:
        if pieces[-1] and not fits(pieces[-1] + character):
            pieces.append("")
        pieces[-1] += character
    return pieces


def _cut(line: str, fits: Fits) -> str:
    while line and not fits(line + ELLIPSIS):
        line = line[:-1]
    return line.rstrip() + ELLIPSIS
