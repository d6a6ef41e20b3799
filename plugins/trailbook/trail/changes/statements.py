"""A text as statements, and which statement of the old text is which one of the new, reworded.

A statement is a sentence, an item of a list or a row of a table. Code and headings make none.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from trailbook.trail.changes.blocks import blocks
from trailbook.trail.changes.similarity import likeness, shared, words

REWORDED = 0.5
"""From this likeness on, a statement that went and one that came are one, reworded."""
UNCLEAR = 0.3
"""From this likeness on, nobody can say without reading whether a statement went or was rewritten."""
_SHORT = 120
_SPELT = 0.8
"""From this share of the same letters on, short statements are the same."""
_MOST_PAIRS = 2_500
_END = re.compile(r"(?<=[.!?][)\"'”’*_`])\s+(?=[\W\d_]*[A-ZÀ-Þ])|(?<=[.!?])\s+(?=[\W\d_]*[A-ZÀ-Þ])|(?<=[。！？])\s*")
_MAY_END = re.compile(r"[.!?][)\"'”’*_`]?\s|[。！？]")
"""Matches, in a third of the time, in every block that has such an end."""
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|cf|vs|z\.B|bzw|d\.h|p\.ex|ex|No|Nr|St|Dr|Mr|Ms)\.$")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def prose_blocks(text: str) -> tuple[str, ...]:
    """The words of the paragraphs, list items and rows of a Markdown text. Code and headings are left out."""
    return tuple(
        block.words.replace("\0", " | ") for block in blocks(text) if block.kind in ("paragraph", "item", "row")
    )


@lru_cache(maxsize=4096)
def statements_of(block: str) -> tuple[str, ...]:
    """The statements of one block, in reading order."""
    found: list[str] = []
    for part in _END.split(block) if _MAY_END.search(block) else (block,):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        elif part.strip():
            found.append(part.strip())
    return tuple(found)


def statements(text: str) -> tuple[str, ...]:
    """The statements of a Markdown text, as plain words in reading order."""
    return tuple(statement for block in prose_blocks(text) for statement in statements_of(block))


@dataclass(frozen=True)
class Aligned:
    """Two lists of statements against each other, by index: reworded pairs, and what is on one side alone.

    What is on one side alone has nothing like it on the other; what may or may not be a rewording is nowhere.
    """

    reworded: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]


def aligned(old: Sequence[str], new: Sequence[str], matters: Callable[[str], bool]) -> Aligned:
    """Which statement became which. Equal ones are left out, wherever they are: they may have moved.

    So is every pair, and every statement on one side alone, of which no statement ``matters``.
    """
    gone, came = _unshared(old, new), _unshared(new, old)
    asked = {here for here in gone if matters(old[here])}, {there for there in came if matters(new[there])}
    if len(asked[0]) * len(came) + len(asked[1]) * len(gone) > _MOST_PAIRS:
        return Aligned((), (), ())
    bags = {there: word_bag(new[there]) for there in came}
    ranked = sorted(
        (-likeness(bag, bags[there]), abs(here - there), here, there)
        for here, bag in ((here, word_bag(old[here])) for here in gone)
        for there in (came if here in asked[0] else asked[1])
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    unclear_old: set[int] = set()
    unclear_new: set[int] = set()
    for unlike, _, here, there in ranked:
        if -unlike < UNCLEAR:
            break
        if -unlike >= REWORDED and here not in pairs and there not in taken:
            pairs[here] = there
            taken.add(there)
        unclear_old.add(here)
        unclear_new.add(there)
    return Aligned(
        tuple(sorted(pairs.items())),
        tuple(here for here in gone if here in asked[0] and here not in unclear_old),
        tuple(there for there in came if there in asked[1] and there not in unclear_new),
    )


def _unshared(these: Sequence[str], those: Sequence[str]) -> list[int]:
    left = Counter(map(_key, those))
    found: list[int] = []
    for index, statement in enumerate(these):
        if left[key := _key(statement)] > 0:
            left[key] -= 1
        else:
            found.append(index)
    return found


def _key(statement: str) -> str:
    return " ".join(statement.casefold().rstrip(".;:, ").split())


@lru_cache(maxsize=4096)
def word_bag(statement: str) -> Counter[str]:
    """The words of a statement; of Japanese and Chinese its characters, as no spaces part the words."""
    if _JAPANESE.search(statement):
        return Counter(character for character in statement if not character.isspace())
    return words(statement)


_MOST = 0.7
"""The share of the words of a statement that are most of them."""


def is_said_in(statement: str, text: Sequence[str]) -> bool:
    """Whether most words of a statement are together in one of several statements, or nearly the same letters are."""
    wanted = word_bag(statement)
    least = _MOST * wanted.total()
    return any(shared(wanted, word_bag(other)) >= least or _spelt_alike(statement, other) for other in text)


def _spelt_alike(one: str, other: str) -> bool:
    """Whether two short statements differ in endings: in the singular and the plural, say."""
    if max(len(one), len(other)) > _SHORT or abs(len(one) - len(other)) > _SHORT // 4:
        return False
    if likeness(_letters(one), _letters(other)) < _SPELT:  # in whatever order, and much faster
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SPELT


@lru_cache(maxsize=4096)
def _letters(statement: str) -> Counter[str]:
    return Counter(statement)
