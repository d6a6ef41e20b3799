"""How alike two texts are, what kept its order, and when two values of a field say the same.

Values are taken as they are but for white space, and for what a text of several lines shows as style (``blocks``).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from trailbook.trail.changes.blocks import blocks

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=256)
def unwrapped(text: str) -> tuple[str, ...]:
    """A value without what line wraps, bullets and white space do to it: one text for each block."""
    if not re.search(r"[\n\r]", text):
        line = " ".join(text.split())
        return (line,) if line else ()
    return tuple(
        f"{block.kind} {block.depth} {block.checked} {block.source if block.kind == 'code' else _spaced(block.source)}"
        for block in blocks(text)
    )


def _spaced(text: str) -> str:
    return " ".join(text.split())


def same_value(before: str, after: str) -> bool:
    """Whether two values of a field differ in nothing but wraps and white space."""
    return before == after or unwrapped(before) == unwrapped(after)


def words(text: str) -> Counter[str]:
    """The words of a text, folded, with how often each occurs."""
    return Counter(_WORD.findall(text.casefold()))


def likeness(first: Counter[str], second: Counter[str]) -> float:
    """How much of their words two texts share, from 0 to 1 (Dice's coefficient over words with repeats)."""
    total = first.total() + second.total()
    return 2 * shared(first, second) / total if total else 1.0


def shared(first: Counter[str], second: Counter[str]) -> int:
    """How many words two texts share, repeats included."""
    return sum([min(first[word], second[word]) for word in first.keys() & second.keys()])


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
