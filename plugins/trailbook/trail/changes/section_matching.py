"""Which section of the old text is which one of the new text, through edits, renames and moves.

The surest signs come first: an id that the author gave, the same words, the same title in the same
place; then the likeness of the words; last, for headings with little text, what is below them.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from trailbook.trail.changes.blocks import normal
from trailbook.trail.changes.sections import Part
from trailbook.trail.changes.similarity import likeness, words

_SAME_TITLE = 0.4
"""The likeness from which sections of one title are the same section although what is around them differs."""
_RENAMED = 0.6
"""The likeness from which sections of different titles are the same section renamed."""
_FEWEST_WORDS = 5
_MOST_WORK = 3_000_000
"""The most words that are compared to find renamed and reworded sections in one revision."""


def match_parts(old: Sequence[Part], new: Sequence[Part]) -> dict[int, int]:
    """For each new part that was there before, by index, the index of the old one."""
    matching = _Matching(old, new)
    matching.untouched()
    matching.only()
    matching.by(lambda side, part: (part.is_item, part.id) if part.explicit else None)
    matching.by(lambda side, part: (part.id, part.title, normal(part.text), side.around(part)))
    matching.by(lambda side, part: (part.title, normal(part.text), side.around(part)))
    matching.by(lambda side, part: (part.title, normal(part.text)) if part.text else None)
    matching.alike(lambda side, part: (part.title, side.around(part)), 0.0)
    matching.alike(lambda side, part: part.title, _SAME_TITLE)
    matching.by(lambda side, part: normal(part.text) if side.length(part) >= _FEWEST_WORDS else None)
    matching.alike(lambda side, part: None if side.length(part) < _FEWEST_WORDS else True, _RENAMED)
    matching.by_children()
    return matching.pairs


class _Side:
    """The parts of one revision, with what is computed from them once."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.left = dict.fromkeys(range(len(parts)))
        self._bags: dict[int, Counter[str]] = {}
        self.index = {id(part): number for number, part in enumerate(parts)}
        self.children: dict[int, list[int]] = {}
        for number, part in enumerate(parts):
            if part.parent is not None:
                self.children.setdefault(part.parent, []).append(number)

    def around(self, part: Part) -> str:
        """The title of the part around a part."""
        return "" if part.parent is None else self.parts[part.parent].title

    def bag(self, number: int) -> Counter[str]:
        """The words of a part's own text."""
        if number not in self._bags:
            self._bags[number] = words(self.parts[number].text)
        return self._bags[number]

    def length(self, part: Part) -> int:
        """How many words the part's own text has."""
        return self.bag(self.index[id(part)]).total()


_Key = Callable[[_Side, Part], Hashable]


class _Matching:
    """Pairs found so far. An item is never matched with a section."""

    def __init__(self, old: Sequence[Part], new: Sequence[Part]) -> None:
        self.old, self.new = _Side(old), _Side(new)
        self.pairs: dict[int, int] = {}
        self.work = 0

    def untouched(self) -> None:
        """Pair the parts that nobody touched, which are most: the steps after this one would, at greater cost."""
        for olds, news in self._groups(lambda side, part: (part.id, part.title, part.text, side.around(part))):
            if len(olds) == len(news) == 1:
                self._pair(olds[0], news[0])

    def only(self) -> None:
        """Pair the one part that is left on either side if its title and what is around it are the same.

        So are most that somebody touched; the steps after this one would pair them once all words are compared.
        """
        if len(self.old.left) == len(self.new.left) == 1:
            self.alike(lambda side, part: (part.title, side.around(part)), 0.0)

    def by(self, key: _Key) -> None:
        """Pair what has the same key, in the order of the text. A part whose key is None is passed over."""
        for olds, news in self._groups(key):
            for here, there in zip(olds, news, strict=False):
                self._pair(here, there)

    def alike(self, key: _Key, least: float) -> None:
        """Pair what has the same key, the likest first, if it is at least so much alike."""
        for olds, news in self._groups(key):
            if len(olds) == len(news) == 1 and least == 0.0:
                self._pair(olds[0], news[0])
                continue
            lengths = [self.old.bag(here).total() for here in olds], [self.new.bag(there).total() for there in news]
            self.work += (sum(lengths[0]) + len(olds)) * len(news) + (sum(lengths[1]) + len(news)) * len(olds)
            if self.work <= _MOST_WORK:
                self._pair_alike(olds, news, least)

    def by_children(self) -> None:
        """Pair headings of which more than half of the parts below are the same."""
        below_old = {here: self.old.children.get(here, []) for here in self.old.left}
        below_new = {
            there: [self.pairs.get(child) for child in self.new.children.get(there, [])] for there in self.new.left
        }
        home = {child: here for here, children in below_old.items() for child in children}
        for there, children in below_new.items():
            homes = Counter(home[child] for child in children if child is not None and child in home)
            for here, shared in homes.most_common(1):
                if here in self.old.left and 2 * shared > max(len(children), len(below_old[here])):
                    self._pair(here, there)

    def _groups(self, key: _Key) -> list[tuple[list[int], list[int]]]:
        if not self.old.left or not self.new.left:
            return []
        groups: dict[Hashable, tuple[list[int], list[int]]] = {}
        for number, side in enumerate((self.old, self.new)):
            for index in side.left:
                part = side.parts[index]
                if (name := key(side, part)) is not None:
                    groups.setdefault((part.is_item, name), ([], []))[number].append(index)
        return [(olds, news) for olds, news in groups.values() if olds and news]

    def _pair_alike(self, olds: list[int], news: list[int], least: float) -> None:
        ranked = []
        for there in news:
            for here in olds:
                alike = likeness(self.old.bag(here), self.new.bag(there))
                if alike >= least:
                    other_id = self.old.parts[here].id != self.new.parts[there].id
                    ranked.append((-alike, other_id, abs(here - there), there, here))
        for *_, there, here in sorted(ranked):
            if here in self.old.left and there in self.new.left:
                self._pair(here, there)

    def _pair(self, here: int, there: int) -> None:
        self.pairs[there] = here
        del self.old.left[here], self.new.left[there]
