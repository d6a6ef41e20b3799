"""The text of a commit message being written: its lines with their numbers, without what git will strip."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trailbook.trail.reasons.messages import TRAILERS

_FENCE = re.compile(r"^\s*(```|~~~)")
_SCISSORS = re.compile(r"^. -{10,} >8 -{10,}$")
_SHAPE = re.compile(r"^(?P<name>[A-Za-z]+(?:[-_ ][A-Za-z]+){0,3})[ \t]*:(?!//)[ \t]*(?P<value>.*)$")
_SQUASHING = re.compile(r"^(fixup|squash|amend)! ")


@dataclass(frozen=True)
class Line:
    """A line of a message: its number in the file, from 1, the number of its paragraph, from 0, and its text."""

    number: int
    paragraph: int
    text: str


@dataclass(frozen=True)
class TrailerLine:
    """A line in the form of a trailer, ``Name: value``, whatever its name."""

    line: Line
    name: str
    value: str

    @property
    def known(self) -> str:
        """The name as the list of known trailers spells it; empty if it is not listed."""
        return TRAILERS.get(self.name.casefold(), "")


@dataclass(frozen=True)
class MessageText:
    """The lines of a message that count, the title first."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The message as git will record it."""
        rows: list[str] = []
        for before, line in zip((None, *self.lines), self.lines, strict=False):
            if before is not None and before.paragraph != line.paragraph:
                rows.append("")
            rows.append(line.text)
        return "\n".join(rows)

    @property
    def title(self) -> str:
        """The first line."""
        return self.lines[0].text if self.lines else ""

    @property
    def is_to_be_squashed(self) -> bool:
        """Whether the commit is meant to be squashed into another one, whose message is kept."""
        return bool(_SQUASHING.match(self.title))

    @property
    def trailer_lines(self) -> tuple[TrailerLine, ...]:
        """The lines below the title in the form of a trailer, outside fenced blocks."""
        return tuple(
            TrailerLine(line, match["name"], match["value"].strip())
            for line in self._unfenced()
            if line.number != self.lines[0].number and (match := _SHAPE.match(line.text))
        )

    @property
    def last_paragraph(self) -> int:
        """The number of the last paragraph, counted as in ``Line.paragraph``; 0 also for an empty message."""
        return self.lines[-1].paragraph if self.lines else 0

    def paragraph(self, number: int) -> tuple[Line, ...]:
        """The lines of a paragraph."""
        return tuple(line for line in self.lines if line.paragraph == number)

    def _unfenced(self) -> Iterator[Line]:
        fenced = False
        for line in self.lines:
            if _FENCE.match(line.text):
                fenced = not fenced
            elif not fenced:
                yield line


def read_message_text(text: str, comment: str = "") -> MessageText:
    """Take a message apart, leaving out lines that begin with the ``comment`` mark and all that follows scissors."""
    found: list[Line] = []
    paragraph = 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if comment and line.startswith(comment):
            if _SCISSORS.match(line):
                break
            continue
        if line.strip():
            found.append(Line(number, paragraph, line.rstrip()))
        elif found and found[-1].paragraph == paragraph:
            paragraph += 1
    return MessageText(tuple(found))
