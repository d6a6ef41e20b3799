"""What changed in a Markdown text, taken apart into its blocks: items, rows, paragraphs, code, and links.

The fields are listed in ``change``. Blocks that say the same are the same block; then those whose words are the same
and whose links, boxes or depths are not; then rows of one name, and last those whose words are alike. Where the parts
would say less than the whole text does, the text stays one change: if all words are as they were and only their blocks
are others, if the columns of a table changed, and if there are too many changes to read.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

from trailbook.trail.changes.blocks import Block, BlockKind, blocks, same_text
from trailbook.trail.changes.change import Change, ChangeKind
from trailbook.trail.changes.inline import said
from trailbook.trail.changes.reordering import moves
from trailbook.trail.changes.similarity import likeness, words
from trailbook.trail.decisions import JsonValue

_MOST_CHANGES = 24
"""More changes than these in one text are read with less effort as a text."""
_MOST_MOVES = 3
"""More entries than these that moved are told as one new order."""
_MOST_PAIRS = 2_500
_REWORDED = 0.5
"""From this likeness on, a block that went and one that came are one block reworded."""
_LABEL = 60
_PARTS: Mapping[BlockKind, str] = {
    "paragraph": "text.paragraphs",
    "item": "text.items",
    "row": "text.rows",
    "code": "text.code",
    "heading": "text.headings",
}


def text_changes(item: str | None, before: str, after: str) -> Iterator[Change]:
    """The changes from one Markdown text to another, none if they differ in style alone.

    ``item`` is the id of the item or section whose text it is, None for the record's own.
    """
    if before == after:
        return
    if same_text(before, after):
        return
    old, new = blocks(before), blocks(after)
    if not old or not new:
        kind: ChangeKind = "added" if new else "removed"
        yield Change(item, "text", kind, before if old else None, after if new else None)
        return
    single = len(old) == len(new) == 1 and old[0].kind == new[0].kind == "paragraph" and old[0].words != new[0].words
    parts = None if single else _Comparison(item, old, new).parts()
    yield from parts if parts is not None else [Change(item, "text", "changed", before, after)]


def label_of(block: Block) -> str:
    """What a block is called: its first words, or the first cell of a row. No bracket is in it."""
    words = said(block.cells[0]).words if block.cells else block.words
    return _short(words)


class _Comparison:
    """Two texts by their blocks. ``pairs`` gives for each new block, by index, the old one that it was."""

    def __init__(self, item: str | None, old: Sequence[Block], new: Sequence[Block]) -> None:
        self.item = item
        self.old, self.new = old, new
        self.pairs: dict[int, int] = {}
        self._left = dict.fromkeys(range(len(old)))
        self._came = dict.fromkeys(range(len(new)))

    def parts(self) -> list[Change] | None:
        """The changes part by part, in the order of the new text; None if they say less than the whole."""
        self._pair_equal(lambda block: block.key)
        if any(self.old[here].kind == "columns" for here in self._left):
            return None
        if any(self.new[there].kind == "columns" for there in self._came):
            return None
        if self._same_words():
            return None
        self._pair_equal(lambda block: (block.kind, block.words))
        self._pair_equal(lambda block: (block.columns, label_of(block)) if block.cells else None)
        self._pair_alike()
        self._pair_between()
        changes = [*self._changes(), *self._moves()]
        return changes if 0 < len(changes) <= _MOST_CHANGES else None

    def _same_words(self) -> bool:
        """Whether blocks were split, joined or given another form, and every word is as it was."""
        if not self._left or not self._came:
            return False
        before = [self.old[here] for here in self._left]
        after = [self.new[there] for there in self._came]
        shapes = [[(block.kind, block.words) for block in blocks] for blocks in (before, after)]
        return shapes[0] != shapes[1] and _all_words(before) == _all_words(after)

    def _pair(self, here: int, there: int) -> None:
        self.pairs[there] = here
        del self._left[here], self._came[there]

    def _pair_equal(self, key: Callable[[Block], Hashable]) -> None:
        """Pair what has the same key, in order. A block whose key is None is passed over."""
        if not self._left or not self._came:
            return
        waiting: dict[Hashable, list[int]] = {}
        for here in reversed(self._left):
            if (name := key(self.old[here])) is not None:
                waiting.setdefault(name, []).append(here)
        for there in list(self._came):
            if same := waiting.get(key(self.new[there])):
                self._pair(same.pop(), there)

    def _pair_alike(self) -> None:
        if len(self._left) * len(self._came) > _MOST_PAIRS:
            return
        bags = {here: words(self.old[here].words) for here in self._left}
        came = {there: words(self.new[there].words) for there in self._came}
        ranked = sorted(
            (-likeness(bags[here], came[there]), abs(here - there), there, here)
            for there in came
            for here in bags
            if self.old[here].kind == self.new[there].kind and not self.old[here].cells
        )
        for unlike, _, there, here in ranked:
            if -unlike >= _REWORDED and here in self._left and there in self._came:
                self._pair(here, there)

    def _pair_between(self) -> None:
        """Pair a paragraph or code that took the place of another: the blocks above and below are the same."""
        was = {**self.pairs, -1: -1, len(self.new): len(self.old)}
        for there in list(self._came):
            here = was.get(there - 1, len(self.old)) + 1
            kind = self.new[there].kind
            alone = here in self._left and was.get(there + 1) == here + 1
            if alone and self.old[here].kind == kind and kind in ("paragraph", "code"):
                self._pair(here, there)

    def _changes(self) -> Iterator[Change]:
        for there, block in enumerate(self.new):
            if there in self.pairs:
                yield from self._changed(self.old[self.pairs[there]], block)
            else:
                yield Change(self.item, _PARTS[block.kind], "added", None, _value(block))
        for here in self._left:
            yield Change(self.item, _PARTS[self.old[here].kind], "removed", _value(self.old[here]), None)

    def _changed(self, was: Block, block: Block) -> Iterator[Change]:
        if was.key == block.key:
            return
        entry = f"{_PARTS[block.kind]}[{label_of(block)}]"
        if block.kind == "row":
            yield from self._changed_cells(entry, was, block)
        elif was.words != block.words:
            yield Change(self.item, _PARTS[block.kind], "changed", was.source, block.source)
        else:
            yield from self._changed_links(was, block)
        if was.checked != block.checked:
            kind: ChangeKind = "added" if was.checked is None else "removed" if block.checked is None else "changed"
            yield Change(self.item, f"{entry}.checked", kind, was.checked, block.checked)
        if was.depth != block.depth:
            yield Change(self.item, f"{entry}.depth", "changed", was.depth, block.depth)

    def _changed_cells(self, entry: str, was: Block, block: Block) -> Iterator[Change]:
        """The cells of a row that changed, each under the name of its column."""
        for number in range(max(len(was.cells), len(block.cells))):
            before, after = (cells[number] if number < len(cells) else "" for cells in (was.cells, block.cells))
            if said(before) != said(after):
                kind: ChangeKind = "changed" if before and after else "added" if after else "removed"
                column = _column(block.columns, number)
                yield Change(self.item, f"{entry}.{column}", kind, before or None, after or None)

    def _changed_links(self, was: Block, block: Block) -> Iterator[Change]:
        """The links that lead elsewhere, those that came and those that went, each under the words that are linked."""
        gone = list((Counter(was.links) - Counter(block.links)).elements())
        for link in (Counter(block.links) - Counter(was.links)).elements():
            old = next((other for other in gone if other.label == link.label), None)
            field = f"text.links[{_short(link.label or link.address)}]"
            if old is None:
                yield Change(self.item, field, "added", None, link.address)
            else:
                gone.remove(old)
                yield Change(self.item, field, "changed", old.address, link.address)
        for link in gone:
            yield Change(self.item, f"text.links[{_short(link.label or link.address)}]", "removed", link.address, None)
        if was.links != block.links and Counter(was.links) == Counter(block.links):
            addresses: list[list[JsonValue]] = [[link.address for link in one.links] for one in (was, block)]
            yield Change(self.item, "text.links", "moved", addresses[0], addresses[1])

    def _moves(self) -> Iterator[Change]:
        """The blocks that are at another place among their kind."""
        for kind, part in _PARTS.items():
            places = [(there, here) for there, here in self.pairs.items() if self.new[there].kind == kind]
            found = moves(places, lambda there: label_of(self.new[there]))
            if len(found) <= _MOST_MOVES:
                for move in found:
                    yield Change(
                        self.item, f"{part}[{label_of(self.new[move.there])}]", "moved", move.before, move.after
                    )
                continue
            before: list[JsonValue] = [label_of(self.old[here]) for here in sorted(here for _, here in places)]
            after: list[JsonValue] = [label_of(self.new[there]) for there in sorted(there for there, _ in places)]
            yield Change(self.item, part, "moved", before, after)


def _all_words(blocks: Sequence[Block]) -> list[str]:
    return " ".join(block.words for block in blocks).replace("\0", " ").split()


def _value(block: Block) -> JsonValue:
    """A block that came or went, as JSON: a row by its columns, anything else as it is written."""
    if not block.cells:
        return block.source
    return {_column(block.columns, number): cell for number, cell in enumerate(block.cells) if cell}


def _column(columns: Sequence[str], number: int) -> str:
    """What a column is called, as a part of a field: without dots and brackets."""
    name = columns[number] if number < len(columns) else ""
    return " ".join(name.replace("[", "(").replace("]", ")").replace(".", " ").split()) or f"column {number + 1}"


def _short(text: str) -> str:
    text = " ".join(text.replace("[", "(").replace("]", ")").split())
    return text if len(text) <= _LABEL else text[: _LABEL - 1].rstrip() + "…"
