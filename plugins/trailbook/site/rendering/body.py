"""The Markdown body of a record, with what Trailbook adds at its items."""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from trailbook.records.document import Document
from trailbook.records.model import Item
from trailbook.site.rendering.markup import inert
from trailbook.text.code import closing_line
from trailbook.text.markdown_text import ANCHOR

ItemMarkup = Callable[[Item], Markup]
NO_MARKUP: Mapping[str, Markup] = {}
SLOT = "\ue000"
"""A private-use character of Unicode that marks the place of markup in a line of Markdown."""


@dataclass(frozen=True)
class Order:
    """The id of a section that comes before the others, and the ids of items that come after those beside them."""

    first: str = ""
    last: Container[str] = ()


AS_WRITTEN = Order()


def body_with_items(
    document: Document,
    head: ItemMarkup,
    tail: ItemMarkup,
    dress: Callable[[str], str],
    before: Mapping[str, Markup] = NO_MARKUP,
    order: Order = AS_WRITTEN,
) -> str:
    """The body without its title, with ``head`` after the heading of each item and ``tail`` after its text.

    ``dress`` turns a stretch of the author's Markdown into what is published; it is not applied to what Trailbook adds.
    For an item that is a list entry, ``head`` is at the end of its first paragraph and there is no tail. An item inside
    another ends the text of the outer one. ``before`` holds markup to put before the heading with the given id, or at
    the end if there is no such heading. ``order`` is where something is not where its author wrote it.
    """
    items = {item.id: item for item in document.record.items()}
    marks = {section.line - document.body_line: section for section in document.sections}
    ends = _ends(document, items)
    title = next((section.line - document.body_line for section in document.sections if section.level == 1), None)
    lines = document.body.replace(SLOT, "").split("\n")
    out = _Output(dress, tail, order.last)
    waiting = dict(before)
    index = 0
    while index < len(lines):
        if index in ends:
            out.end_item()
        mark = marks.get(index)
        if mark is not None and mark.level < 7 and mark.id not in items:
            out.settle()
        if order.first and mark is not None and mark.level == 2:
            out.begin_section(mark.id)
        if mark is not None and mark.level < 7:
            out.add(waiting.pop(mark.id, Markup("")))
        if index == title:
            index += mark.height - 1 if mark else 0
        elif mark is None or mark.id not in items:
            out.pending.append(lines[index])
        elif mark.level == 7:
            index = _list_item(lines, index, out, head(items[mark.id]))
        else:
            out.begin_item(items[mark.id])
            out.pending += lines[index : index + mark.height]
            index += mark.height - 1
            out.add(inert(head(items[mark.id])))
        index += 1
    out.end_item()
    out.settle()
    for markup in waiting.values():
        out.add(markup)
    return out.text(order.first)


@dataclass
class _Output:
    """Collects the author's lines and Trailbook's markup in order, and dresses only the author's lines.

    ``tail`` gives what ends the item that is open.
    """

    dress: Callable[[str], str]
    tail: ItemMarkup
    last: Container[str]
    item: Item | None = None
    pending: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    starts: dict[str, int] = field(default_factory=dict)
    """Where in ``done`` each section begins, by its id."""
    late: list[str] = field(default_factory=list)
    """The items that come after those beside them, and where in ``done`` one that is open begins."""
    start: int = 0

    def begin_section(self, id: str) -> None:
        """Begin a section that may move."""
        self._flush()
        self.starts[id] = len(self.done)

    def begin_item(self, item: Item) -> None:
        """Begin an item, which ends the one before it."""
        self.end_item()
        self.item = item
        if item.id in self.last:
            self._flush()
            self.start = len(self.done)

    def end_item(self) -> None:
        """End the item that is open, if there is one."""
        if self.item is not None:
            self.add(self.tail(self.item))
            if self.item.id in self.last:
                self._flush()
                self.late += self.done[self.start :]
                del self.done[self.start :]
            self.item = None

    def settle(self) -> None:
        """Put the items that come last where those beside them end; nothing while an item is open."""
        if self.late and self.item is None:
            self._flush()
            self.done += self.late
            self.late.clear()

    def add(self, markup: Markup) -> None:
        """Add markup between paragraphs."""
        if markup.strip():
            self._flush()
            self.done.append(f"\n{markup.strip()}\n")

    def slot(self, markup: str) -> str:
        """A placeholder for markup in a line of the author's, until the line is dressed."""
        self.inline.append(markup)
        return f"{SLOT}{len(self.inline) - 1}{SLOT}"

    def text(self, first: str = "") -> str:
        self._flush()
        if start := self.starts.get(first):
            end = min((place for place in self.starts.values() if place > start), default=len(self.done))
            section, foremost = self.done[start:end], min(self.starts.values())
            self.done = self.done[:foremost] + section + self.done[foremost:start] + self.done[end:]
        return "\n".join(self.done).strip() + "\n"

    def _flush(self) -> None:
        if closing := closing_line(self.pending):  # or a block of code would go on into what follows
            self.pending.append(closing)
        dressed = self.dress("\n".join(self.pending))
        self.done.append(re.sub(f"{SLOT}(\\d+){SLOT}", lambda match: self.inline[int(match[1])], dressed))
        self.pending.clear()


def _ends(document: Document, items: Mapping[str, Item]) -> set[int]:
    """The lines at which the text below an item's heading ends: the next heading of the same level or above."""
    headings = [section for section in document.sections if section.level < 7]
    ends: set[int] = set()
    for number, section in enumerate(headings):
        if section.id in items:
            following = (other for other in headings[number + 1 :] if other.level <= section.level)
            if (end := next(following, None)) is not None:
                ends.add(end.line - document.body_line)
    return ends


def _list_item(lines: list[str], index: int, out: _Output, head: Markup) -> int:
    """Write a list entry up to its anchor. Returns the index of the line with the anchor."""
    while not (anchor := ANCHOR.search(lines[index])):
        out.pending.append(lines[index])
        index += 1
    markup = Markup('<span id="{}" class="tb-anchor"></span>').format(anchor[1]) + inert(head)
    slot = out.slot(re.sub(r"\s*\n\s*", " ", markup).strip())
    out.pending.append(f"{ANCHOR.sub('', lines[index])} {slot}")
    return index
