"""Where a Markdown text is code, found in time linear in its length.

Renderers agree on what is code only in plain cases, which are marked ``certain``. Anything else must not be trusted to
be code: it may hold text that acts.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_OPENING = re.compile(r"([ \t>]*)(?:(`{3,})([^`]*)|(~{3,})(.*))$", re.DOTALL)
_CLOSING = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*$")
_PLAIN_INFO = re.compile(r"[ \t]*[\w#.+-]*[ \t]*$", re.ASCII)
_TICKS = re.compile(r"(?<!\\)(\\*+)(`+)")


@dataclass(frozen=True)
class Fence:
    """A fenced code block, by the indexes of its first and last line. If it is never closed, it runs to the end."""

    first: int
    last: int
    closed: bool
    certain: bool


@dataclass(frozen=True)
class Code:
    """A stretch of code: ``kind`` is ``fence`` or ``code`` (a span in backticks)."""

    kind: str
    start: int
    end: int
    certain: bool


def fences(lines: list[str]) -> list[Fence]:
    """The fenced code blocks of a text given as lines.

    A block is certain if it is closed, begins at the margin and states a language at most, and all blocks before it
    are certain: after one that is not, renderers may differ on what opens and what closes.
    """
    found: list[Fence] = []
    certain = True
    index = 0
    while index < len(lines):
        line = lines[index]
        if ("```" in line or "~~~" in line) and (opening := _OPENING.match(line)):
            mark = opening[2] or opening[4]
            last, closed, exact = _closing(lines, index, mark)
            plain = not opening[1] and _PLAIN_INFO.match(opening[3] or opening[5] or "")
            certain = bool(certain and closed and exact and plain)
            found.append(Fence(index, last, closed, certain))
            index = last
        index += 1
    return found


def closing_line(lines: list[str]) -> str | None:
    """The line that closes the fenced code block which is open at the end of a text; None if none is."""
    found = fences(lines)
    if not found or found[-1].closed or (opening := _OPENING.match(lines[found[-1].first])) is None:
        return None
    return f"{opening[1]}{opening[2] or opening[4]}"


def _closing(lines: list[str], first: int, mark: str) -> tuple[int, bool, bool]:
    """The index of the line that closes a fence, whether there is one, and whether it repeats the opening mark."""
    for index in range(first + 1, len(lines)):
        closing = _CLOSING.match(lines[index])
        if closing and closing[1].startswith(mark):
            return index, True, lines[index].rstrip(" \t") == mark
    return len(lines) - 1, False, False


@dataclass(frozen=True)
class _Run:
    """A run of backticks: its place, its line, and whether a backslash escapes it."""

    start: int
    end: int
    line: int
    escaped: bool


def code_in(markdown: str) -> list[Code]:
    """The fenced blocks and code spans of a Markdown text, in order."""
    lines = markdown.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    blocks = fences(lines)
    found = [Code("fence", starts[block.first], starts[block.last + 1] - 1, block.certain) for block in blocks]
    fenced = {index for block in blocks for index in range(block.first, block.last + 1)}
    runs: list[_Run] = []
    for index, line in enumerate([*lines, ""]):
        if index in fenced:
            continue
        if line.strip(" \t"):
            runs += _runs(line, starts[index], index)
        else:
            found += _spans(runs, fenced)
            runs = []
    return sorted(found, key=lambda code: code.start)


def _runs(line: str, start: int, number: int) -> Iterator[_Run]:
    for ticks in _TICKS.finditer(line) if "`" in line else ():
        yield _Run(start + ticks.start(2), start + ticks.end(2), number, len(ticks[1]) % 2 == 1)


def _spans(runs: list[_Run], fenced: set[int]) -> list[Code]:
    """The code spans of one paragraph: from a run of backticks to the next run of the same length.

    All are certain if every run has its partner on the same line. Otherwise a heading, a list item or a table cell in
    between may pair them differently.
    """
    places: dict[int, list[int]] = {}
    for index, run in enumerate(runs):
        places.setdefault(run.end - run.start, []).append(index)
    spans: list[tuple[int, int]] = []
    certain = True
    index = 0
    while index < len(runs):
        run = runs[index]
        same = places[run.end - run.start]
        after = bisect_right(same, index)
        partner = runs[same[after]] if after < len(same) and not run.escaped else None
        certain = certain and partner is not None and partner.line == run.line
        if partner:
            index = same[after]
            if fenced.isdisjoint(range(run.line, partner.line)):
                spans.append((run.start, partner.end))
        index += 1
    return [Code("code", start, end, certain) for start, end in spans]


def masked(markdown: str, codes: list[Code]) -> str:
    """The text at its full length with code overwritten: fences by line ends, spans by backticks."""
    parts: list[str] = []
    end = 0
    for code in codes:
        filler = "\n" if code.kind == "fence" else "`"
        parts += [markdown[end : code.start], filler * (code.end - code.start)]
        end = code.end
    return "".join([*parts, markdown[end:]])
