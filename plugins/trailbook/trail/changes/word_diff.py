"""What changed between two texts, word by word, in time that hardly grows faster than the texts.

Words that occur once in both texts are taken as landmarks (patience diff), and what is between two
landmarks is compared the same way. Where there are none, short stretches are compared in full and long
ones taken as replaced. Line wraps are no difference; the end of a paragraph is one.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Literal, TypeAlias

from trailbook.trail.changes.similarity import longest_increasing

Stretch: TypeAlias = tuple[Literal["same", "removed", "added"], str]

_TOKEN = re.compile(r"(?:[\u2e80-\u9fff\uac00-\ud7af]|[^\W\u2e80-\u9fff\uac00-\ud7af]+|[^\w\s])\s*|\s+")
_WORK = 2_000_000
"""How many pairs of words may be compared in full, all stretches without landmarks together."""
_STRETCH = 40_000
_SHORT = 600
"""Up to so many pairs of words, comparing them in full costs less than looking for landmarks."""
_DEPTH = 12
_PHRASES = (1, 3, 9)
"""How many words a landmark has. Longer ones are looked for where no shorter one is found."""

_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]|[^\W\u2e80-\u9fff\uac00-\ud7af]+")
_BOUNDARY = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n\s*\n|\n[ \t]*(?:[-*+]|\d+[.)])\s+|\n(?=#{1,6} )|\s*\|\s*")
"""Where one statement ends and another begins: sentences, paragraphs, list items, headings and cells of tables."""

_REMEMBERED = 16_384
"""Of how many pairs of texts the result is kept: each page that shows a change asks for it again."""

_Span = tuple[int, int, int, int]
"""A stretch of the old and of the new words: start and end in each."""


@lru_cache(_REMEMBERED)
def word_diff(before: str, after: str) -> tuple[Stretch, ...]:
    """The stretches of text that are the same, removed or added, in reading order.

    What is the same or added makes up ``after`` exactly; what is the same or removed makes up ``before``
    but for its white space.
    """
    start = _word_start(before, _same_characters(before, after))
    end = _word_end(before[start:], _same_characters(before[:start:-1], after[:start:-1]))
    middle = _between(before[start : len(before) - end], after[start : len(after) - end])
    return tuple(_joined((("same", after[:start]), *middle, ("same", after[len(after) - end :]))))


@dataclass(frozen=True)
class Edit:
    """One place at which a text differs: the words that went, those that came, and what is around them in the sentence.

    ``left`` and ``right`` are the same on both sides; each ends where the sentence, list item or cell does.
    """

    removed: str
    added: str
    left: str
    right: str

    @property
    def is_whole(self) -> bool:
        """Whether it is more than a part of one sentence, list item or cell."""
        return any(_BOUNDARY.search(text) for text in (self.removed, self.added))

    @property
    def length(self) -> int:
        """How many words it replaces, or brings in, whichever are more."""
        return max(count_words(self.removed), count_words(self.added))


@lru_cache(_REMEMBERED)
def edits(before: str, after: str) -> tuple[Edit, ...]:
    """The places at which a text differs from the one before, in reading order."""
    stretches = word_diff(before, after)
    found: list[Edit] = []
    for place, (kind, text) in enumerate(stretches):
        if kind == "same" or (place and stretches[place - 1][0] != "same"):
            continue
        pair = {kind: text, **dict(stretches[place + 1 : place + 2])}
        last = place + (len(pair) - ("same" in pair))
        left = stretches[place - 1][1] if place else ""
        right = stretches[last][1] if last < len(stretches) else ""
        removed, added = pair.get("removed", ""), pair.get("added", "")
        found.append(Edit(removed, added, _BOUNDARY.split(left)[-1], _BOUNDARY.split(right)[0]))
    return tuple(found)


def around_changes(text: str, first: bool, last: bool, most: int) -> str:
    """An unchanged stretch as the words beside the changes before and after it, if it has over three times ``most``.

    A stretch that is the ``first`` or ``last`` of a text has a change on one side alone.
    """
    if len(text) <= 3 * most:
        return text
    left = "" if first else text[:most].rsplit(" ", 1)[0]
    right = "" if last else text[-most:].split(" ", 1)[-1]
    return f"{left} … {right}".strip()


@lru_cache(_REMEMBERED)
def count_words(text: str) -> int:
    """How many words a text has. Each character of Chinese and Japanese counts as one."""
    return len(words_of(text))


def words_of(text: str) -> list[str]:
    """The words of a text in their order. Each character of Chinese and Japanese is one."""
    return _WORD.findall(text)


def _same_characters(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _word_start(text: str, place: int) -> int:
    """The last beginning of a word that is inside the first characters of a text, 0 where none is."""
    return next((i for i in range(place - 1, 0, -1) if text[i - 1].isspace() and not text[i].isspace()), 0)


def _word_end(text: str, length: int) -> int:
    """How many of the last characters of a text are whole words."""
    first = len(text) - length + 1
    starts = (i for i in range(first, len(text)) if text[i - 1].isspace() and not text[i].isspace())
    return len(text) - next(starts, len(text))


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The stretches without empty ones, and neighbours of one kind as one."""
    for kind, group in groupby(filter(itemgetter(1), stretches), itemgetter(0)):
        yield kind, "".join(text for _, text in group)


def _between(before: str, after: str) -> list[Stretch]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    same = _matches([_key(token) for token in old], [_key(token) for token in new])
    stretches: list[Stretch] = []
    here = there = 0
    for i, j, length in (*same, (len(old), len(new), 0)):
        stretches += _stretch("removed", old[here:i])
        stretches += _stretch("added", new[there:j])
        stretches += _stretch("same", new[j : j + length])
        here, there = i + length, j + length
    return stretches


def _stretch(kind: Literal["same", "removed", "added"], tokens: Sequence[str]) -> Iterator[Stretch]:
    if tokens:
        yield kind, "".join(tokens)


def _key(token: str) -> str:
    """What a word is compared by: itself, and whether a paragraph ends with it."""
    word = token.rstrip()
    return f"{word}\n" if token.count("\n", len(word)) > 1 else word


def _matches(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Runs of equal words as start in old, start in new, length; in order, never touching in both."""
    found: list[tuple[int, int]] = []
    budget = _WORK
    pending: list[tuple[_Span, int]] = [((0, len(old), 0, len(new)), 0)]
    while pending:
        span, depth = pending.pop()
        span = _match_ends(old, new, span, found)
        i, i_end, j, j_end = span
        size = (i_end - i) * (j_end - j)
        if not size:
            continue
        if size > _SHORT and depth < _DEPTH and (landmarks := _landmarks(old, new, span)):
            found += landmarks
            pending += [(gap, depth + 1) for gap in _gaps(span, landmarks)]
        elif size <= min(_STRETCH, budget):
            budget -= size
            blocks = SequenceMatcher(None, old[i:i_end], new[j:j_end], autojunk=False).get_matching_blocks()
            found += [(i + b.a + k, j + b.b + k) for b in blocks for k in range(b.size)]
    return _runs(sorted(found))


def _match_ends(old: list[str], new: list[str], span: _Span, found: list[tuple[int, int]]) -> _Span:
    """Match what is equal at both ends of a stretch, and give what is left between."""
    i, i_end, j, j_end = span
    while i < i_end and j < j_end and old[i] == new[j]:
        found.append((i, j))
        i, j = i + 1, j + 1
    while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
        found.append((i_end, j_end))
    return i, i_end, j, j_end


def _landmarks(old: list[str], new: list[str], span: _Span) -> list[tuple[int, int]]:
    """The words, or else the shortest phrases, that occur once on each side, as many as stand in the same order."""
    i, i_end, j, j_end = span
    for length in _PHRASES:
        once_old, once_new = _once(old[i:i_end], length), _once(new[j:j_end], length)
        if pairs := [(i + place, j + once_new[phrase]) for phrase, place in once_old.items() if phrase in once_new]:
            return longest_increasing(pairs)
    return []


def _once(words: list[str], length: int) -> dict[Hashable, int]:
    """The phrases of some words that occur once, with their places, in order."""
    phrases = words if length == 1 else zip(*(words[skip:] for skip in range(length)), strict=False)
    places: dict[Hashable, int] = {}
    for place, phrase in enumerate(phrases):
        places[phrase] = -1 if phrase in places else place
    return {phrase: place for phrase, place in places.items() if place >= 0}


def _gaps(span: _Span, landmarks: Sequence[tuple[int, int]]) -> Iterator[_Span]:
    i, i_end, j, j_end = span
    for here, there in landmarks:
        yield i, here, j, there
        i, j = here + 1, there + 1
    yield i, i_end, j, j_end


def _runs(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    for here, there in pairs:
        if runs and (here, there) == (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]):
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((here, there, 1))
    return runs
