"""Markdown texts that Python-Markdown takes minutes for, told by what is in them and without rendering them.

Its time grows with the square of some things: it looks for the end of each bracket to the end of the paragraph, copies
a paragraph for each link in it, and reads a block anew behind each heading in it. Other texts need more calls within
calls than Python allows, which ends a build. What a text costs is estimated here in time linear in its length, in steps
of about 50 nanoseconds, measured with Python-Markdown 3.11 and the extensions of Material.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.tables import TableProcessor

from trailbook.text.code import code_in, fences
from trailbook.text.problem import Problem

MOST_STEPS = 20_000_000
"""What a text may cost: one to two seconds on an ordinary machine, beyond what any text of its length takes."""
DEEPEST = 100
"""How deep lists, quotes and boxes may be inside one another. Python-Markdown ends with an error at about 200."""
MOST_TERMS = 300
"""How many definitions may follow one another without a blank line. Each is read by a call within the one before."""

NO_TEXT = (
    "*The text of this page is not shown: it would take too long to render. `trailbook check` says what to change.*"
)
"""What is published in place of such a text."""


class _Cost(NamedTuple):
    """What one thing on a line, counted from 0, costs, with what to say of it."""

    steps: float
    line: int
    cause: "_Cause"


class _Cause(NamedTuple):
    what: str
    remedy: str


_BRACKETS = _Cause("square brackets that nothing closes", "a backslash before each '[' that begins no link")
_TARGETS = _Cause("addresses of links that nothing closes", "a ')' at the end of each, or a backslash before its '['")
_TAGS = _Cause("tags that nothing closes", "'&lt;' for each '<' that begins no tag")
_MARKS = _Cause("very many links, emphases and other marks in one paragraph", "blank lines between paragraphs")
_PARTS = _Cause("very many parts with no blank line between them", "a blank line before each heading, rule and box")
_DEPTH = _Cause("lists, quotes or boxes inside one another", f"at most {DEEPEST} levels")
_TERMS = _Cause("very many definitions with no blank line between them", "a blank line before each term")
_CELLS = _Cause("a table whose rows lack most of their cells", "rows with as many cells as the first")
_FENCES = _Cause("very many code blocks on one page", "several pages")
_NOTES = _Cause("very many references to footnotes", "several pages")
_WORDS = _Cause("very many abbreviations to be explained", "several pages")

_MARK = re.compile(r"[\[`*<&\\{]|(?<!\w)_|_(?!\w)|  \n")
_PART = re.compile(r"^ {0,3}(?:#|[-*_=](?:[ \t]*[-*_=])*[ \t]*$|!!!|\?\?\?|\*\[)", re.MULTILINE)
_TERM = re.compile(r" {0,3}:[ \t]")
_LEVEL = re.compile(r"[ \t]*+(?:>|[-*+:][ \t]|\d++[.)][ \t]|(?:!!!|\?\?\?)[ \t+])")
_RULE = re.compile(r"[ \t]*+([-*_])(?:[ \t]*+\1)*+[ \t]*+$")
_ITEM = re.compile(r" {0,7}(?:[-*+]|\d++[.)])[ \t]")
_SQUARE, _ROUND = re.compile(r"\\.|[\[\]]", re.DOTALL), re.compile(r"\\.|\]\(|[()]", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z]|<!\[")
_NOTE = re.compile(r"\[\^([^\]\n]{0,500}+)\]")
_DEFINED = re.compile(r"^ {0,3}\[\^([^\]\n]{0,500}+)\]:", re.MULTILINE)
_SHORT_FORM, _WORD = re.compile(r"^ {0,3}\*\[[^\w\n]*+(\w+)[^\n]*\]:", re.MULTILINE), re.compile(r"\w+")
_TABLES, _ROOT = TableProcessor(Markdown().parser, {}), Element("div")


def is_too_slow(markdown: str) -> bool:
    """Whether a Markdown text can't be rendered in reasonable time."""
    return _excess(markdown) is not None


def slow_text(path: str, markdown: str, first_line: int = 1) -> Iterator[Problem]:
    """The problem of a Markdown text that can't be rendered in reasonable time.

    ``first_line`` is the line of the file on which the text begins.
    """
    if found := _excess(markdown):
        message = f"the text takes too long to render: {found.cause.what}"
        yield Problem(path, first_line + found.line, 1, "slow-text", message, found.cause.remedy)


@lru_cache(maxsize=1024)
def _excess(markdown: str) -> _Cost | None:
    """The most costly thing of what costs most in a text, if it is too much."""
    if _costs_little(markdown):
        return None
    steps: Counter[_Cause] = Counter()
    worst: dict[_Cause, _Cost] = {}
    for cost in _costs(markdown):
        steps[cost.cause] += int(cost.steps)
        worst[cost.cause] = max(worst.get(cost.cause, cost), cost)
        if steps.total() > MOST_STEPS:
            return worst[steps.most_common(1)[0][0]]
    return None


def _costs_little(markdown: str) -> bool:
    """Whether a text costs less than too much even if all in it that may cost anything costs the most that it can."""
    size, lines = len(markdown), markdown.count("\n") + 1
    if markdown.count(":") > MOST_TERMS or "*[" in markdown or _DEEP.search(markdown):
        return False
    brackets, tags = markdown.count("[") + markdown.count("]"), markdown.count("<") + markdown.count("markdown=")
    per_character = 6 * brackets + 6 * tags + markdown.count("`") / 10 + 3 * lines + 3 * DEEPEST + size / 100
    fences = markdown.count("```") + markdown.count("~~~")
    besides = 2_000 * fences + 1_000 * markdown.count("|") * lines + 13 * markdown.count("[^") ** 2
    return size * per_character + besides < MOST_STEPS


_DEEP = re.compile(rf"^[ \t>*+:!?\d.)-]{{{DEEPEST}}}", re.MULTILINE)


def _costs(markdown: str) -> Iterator[_Cost]:
    lines = markdown.split("\n")
    if "```" in markdown or "~~~" in markdown:
        found = fences(lines)
        yield _Cost(2_000 * len(found), 0, _FENCES)
        for fence in (fence for fence in found if fence.certain):
            lines[fence.first : fence.last + 1] = [""] * (fence.last + 1 - fence.first)
    text = "\n".join(lines)
    yield from _depths(lines)
    yield from _unclosed_tags(text)
    if "markdown=" in text:
        yield _Cost(text.count("markdown=") ** 2 / 10, 0, _TAGS)
    for first, block in _blocks(lines):
        yield from _costs_of_block(first, block)
    defined = set(_DEFINED.findall(text))
    yield _Cost(len(defined) ** 2 / 2, 0, _NOTES)
    for label, times in Counter(_NOTE.findall(text) if defined else ()).items():
        if times > _FEW and label in defined:
            yield _Cost(12 * times**2, text.count("\n", 0, text.find(f"[^{label}]")), _NOTES)
    if short := {match[1] for match in _SHORT_FORM.finditer(text)}:
        yield _Cost(sum(word in short for word in _WORD.findall(text)) ** 2 / 3, 0, _WORDS)


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """What blank lines separate: the index of the first line of each block, and its lines."""
    block: list[str] = []
    for index, line in enumerate(lines):
        if line and not line.isspace():
            block.append(line)
        elif block:
            yield index - len(block), block
            block = []
    if block:
        yield len(lines) - len(block), block


def _depths(lines: list[str]) -> Iterator[_Cost]:
    for index, line in enumerate(lines):
        if line[:1] not in _BEGINS_LEVELS or _RULE.match(line):
            continue
        depth, end = 0, 0
        while level := _LEVEL.match(line, end):
            depth += 1 + (level.end() - end) // 4
            end = level.end()
        if depth > DEEPEST:
            yield _Cost(MOST_STEPS + 1, index, _DEPTH)
        elif depth > 2:
            yield _Cost(3 * depth * len(line), index, _DEPTH)


_BEGINS_LEVELS = frozenset(" \t>-*+:!?0123456789")


def _unclosed_tags(text: str) -> Iterator[_Cost]:
    """Each tag costs the way to its end, in which quotes may hide the ``>``."""
    ends = [match.start() for match in re.finditer(">", text)] if "<" in text else []
    line, counted = 0, 0
    for tag in _TAG.finditer(text):
        place = tag.start()
        following = bisect_left(ends, place)
        end = ends[following] if following < len(ends) else len(text)
        is_section = tag[0] == "<!["
        if end - place < _SHORT and not is_section and text.count('"', place, end) % 2 == 0:
            continue
        line += text.count("\n", counted, place)
        counted = place
        is_open = is_section or text.count('"', place, end) % 2 or text.count("'", place, end) % 2
        yield _Cost((6 if is_section else 1) * ((len(text) if is_open else end) - place), line, _TAGS)


_SHORT = 200


def _costs_of_block(first: int, lines: list[str]) -> Iterator[_Cost]:
    text = "\n".join(lines)
    yield from _costs_of_parts(first, text, len(lines))
    if sum(1 for line in lines if line.lstrip(" ").startswith(":") and _TERM.match(line)) > MOST_TERMS:
        yield _Cost(MOST_STEPS + 1, first, _TERMS)
    is_table = len(lines) > 1 and "-" in lines[1] and _TABLES.test(_ROOT, text)
    if is_table:
        cells = len(_TABLES.separator or ()) * len(lines) - text.count("|") - len(lines)
        yield _Cost(500 * max(0, cells), first, _CELLS)
        yield from (_Cost(line.count("`") * len(line) / 10, first + i, _MARKS) for i, line in enumerate(lines))
    for line, unit in _units(first, lines, text, is_table=is_table):
        yield from _costs_of_unit(line, unit)


def _costs_of_parts(first: int, text: str, count: int) -> Iterator[_Cost]:
    """Each part of a block has all that follows read anew."""
    if count > _FEW:
        yield _Cost(3 * sum(len(text) - part.start() for part in _PART.finditer(text)), first, _PARTS)


_FEW = 20


def _units(first: int, lines: list[str], text: str, *, is_table: bool) -> Iterable[tuple[int, str]]:
    """What of a block is read by itself, with the number of its line: rows of a table, items of a list, or all."""
    if is_table:
        return ((first + index, line) for index, line in enumerate(lines))
    if not _ITEM.match(lines[0]) or lines[0].startswith("    "):
        return ((first, text),)
    starts = [index for index, line in enumerate(lines) if _ITEM.match(line)]
    ends = [*starts[1:], len(lines)]
    return ((first + start, "\n".join(lines[start:end])) for start, end in zip(starts, ends, strict=True))


def _costs_of_unit(line: int, unit: str) -> Iterator[_Cost]:
    size = len(unit)
    if unit.count("[") * size > _LITTLE:
        yield _Cost(6 * _way_to_ends(unit, _SQUARE, "[", "]"), line, _BRACKETS)
        if "](" in unit:
            yield _Cost(2 * _way_to_ends(unit, _ROUND, "](", ")"), line, _TARGETS)
    if size**2 / 100 > _LITTLE:
        yield _Cost(len(_MARK.findall(unit)) * size / 100, line, _MARKS)


_LITTLE = 500
"""Steps that are not worth counting."""


def _way_to_ends(text: str, pattern: re.Pattern[str], opening: str, closing: str) -> int:
    """How many characters are between what opens and what closes it, or the end of the text if nothing does.

    Python-Markdown takes code out of a text before. What may be code closes nothing outside of it.
    """
    codes = code_in(text) if "`" in text else []
    edges = [edge for code in codes for edge in (code.start, code.end)]
    total, zone = 0, 0
    open: list[tuple[int, bool]] = []
    outer: list[tuple[int, bool]] = []
    for match in pattern.finditer(text):
        found, place = match[0], match.start()
        if (now := bisect_left(edges, place + 1)) != zone:
            if zone % 2:
                open, outer = [*outer, *open], []
            if now % 2:
                open, outer = [], open
            zone = now
        if found in (opening, "("):
            open.append((place, found == opening))
        elif found == closing and open:
            start, counts = open.pop()
            total += (place - start) * counts
    return total + sum((len(text) - start) * counts for start, counts in [*outer, *open])
