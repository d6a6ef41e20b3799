"""The difference for a terminal: what matters first, then every change of every record."""

from collections.abc import Callable, Iterator
from textwrap import fill

from trailbook.diff.model import Difference
from trailbook.diff.outline import Row, Section, attention, compared, headline, older
from trailbook.diff.sections import sections
from trailbook.text.unseen import printable_lines
from trailbook.trail.export import WIDTH

Style = Callable[[str, str], str]
"""What makes a line stand out on a terminal, given the line and what it is: a heading, or an effect."""


def plain(line: str, kind: str) -> str:
    """The line as it is."""
    return line


def as_text(difference: Difference, style: Style = plain) -> str:
    """Lines of at most ``WIDTH`` characters, as far as words allow, without characters that act on a terminal."""
    head = [headline(difference), attention(difference), _line(compared(difference)), older(difference)]
    lines = [style(_filled(head[0], ""), "heading"), *(_filled(one, "") for one in head[1:] if one)]
    for section in sections(difference):
        lines += ["", style(printable_lines(section.heading), section.effect if section.calls else "heading")]
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
    after = f"{margin}  "
    return fill(
        line, WIDTH, initial_indent=margin, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    )
