"""The difference for a terminal: what matters most first, then every change of every record."""

from collections.abc import Callable, Iterator

from trailbook.diff.model import Difference
from trailbook.diff.outline import Row, Section, compared_states, headline, older_problems, open_points
from trailbook.diff.sections import sections
from trailbook.text.terminal import filled
from trailbook.text.unseen import printable_lines

Style = Callable[[str, str], str]
"""Styles a line for a terminal, given the line and its kind: ``heading``, or an effect."""


def plain(line: str, kind: str) -> str:
    """The line without any style."""
    return line


def as_text(difference: Difference, style: Style = plain) -> str:
    """Lines of at most ``WIDTH`` characters unless a word is longer, without terminal control characters."""
    head = [
        headline(difference),
        open_points(difference),
        _line(compared_states(difference)),
        older_problems(difference),
    ]
    lines = [style(_filled(head[0], ""), "heading"), *(_filled(line, "") for line in head[1:] if line)]

    for section in sections(difference):
        lines += ["", style(printable_lines(section.heading), section.effect if section.needs_action else "heading")]
        lines += _lines(section)
    return "\n".join(lines) + "\n"


def _lines(section: Section) -> Iterator[str]:
    for group in section.groups:
        if group.head:
            yield _filled(_line(group.head), "  ")
        yield from (_filled(f"- {_line(row)}", "    " if group.head else "  ") for row in group.rows)


def _line(row: Row) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in row)


def _filled(text: str, margin: str) -> str:
    line = printable_lines(" ".join(text.split()))
    return filled(line, margin, f"{margin}  ")
