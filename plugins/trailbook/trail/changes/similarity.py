"""When two texts say the same: line wraps and white space are the editor's, words and paragraphs the author's.

Structure that Markdown shows counts: paragraphs, list items, table rows, headings and the lines of code blocks.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from trailbook.text.code import fences
from trailbook.text.markdown_text import HEADING, LIST_ITEM

_QUOTE = re.compile(r"\s*>\s?")
_TABLE_RULE = re.compile(r"[\s|:-]*-[\s|:-]*$")
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=256)
def normal(text: str) -> tuple[str, ...]:
    """The text as blocks (paragraphs, list items, rows, lines of code), each with single spaces between its words."""
    if not re.search(r"[\n\r]", text):
        line = " ".join(text.split())
        return (line,) if line else ()
    lines = text.replace("\r\n", "\n").split("\n")
    found: list[str] = []
    next_line = 0
    for fence in fences(lines):
        found += _prose(lines[next_line : fence.first])
        found += [line.rstrip() for line in lines[fence.first : fence.last + 1]]
        next_line = fence.last + 1
    return (*found, *_prose(lines[next_line:]))


def same_text(before: str, after: str) -> bool:
    """Whether two texts differ in nothing but wraps and white space."""
    return before == after or normal(before) == normal(after)


def words(text: str) -> Counter[str]:
    """The words of a text, folded, with how often each occurs."""
    return Counter(_WORD.findall(text.casefold()))


def likeness(first: Counter[str], second: Counter[str]) -> float:
    """How much of their words two texts share, from 0 to 1 (Dice's coefficient over words with repeats)."""
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def _prose(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    for line in [*lines, ""]:
        heading = HEADING.match(line)
        if line.strip() and not heading:
            paragraph.append(line)
            continue
        if paragraph:
            yield from _blocks(paragraph)
            paragraph = []
        if heading:
            yield " ".join(line.split())


def _blocks(paragraph: list[str]) -> Iterator[str]:
    """One paragraph, or the items or rows that stand in it line by line."""
    if len(paragraph) > 1 and "|" in paragraph[1] and _TABLE_RULE.match(paragraph[1]):
        yield from (" ".join(line.split()) for line in paragraph)
        return
    quoted = _QUOTE.match(paragraph[0])
    lines = [_QUOTE.sub("", line, count=1) for line in paragraph] if quoted else paragraph
    listed = LIST_ITEM.match(lines[0])
    block: list[str] = [">"] if quoted else []
    for line in lines:
        if listed and block and LIST_ITEM.match(line):
            yield " ".join(block)
            block = []
        block += line.split()
    yield " ".join(block)


def longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A longest run of pairs in which the second number increases, given pairs in which the first does.

    What is left out has moved.
    """
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for index, (_, number) in enumerate(pairs):
        place = bisect_left(ends, number)
        previous.append(last[place - 1] if place else -1)
        ends[place : place + 1] = [number]
        last[place : place + 1] = [index]
    found: list[tuple[int, int]] = []
    current = last[-1] if last else -1
    while current >= 0:
        found.append(pairs[current])
        current = previous[current]
    return found[::-1]
