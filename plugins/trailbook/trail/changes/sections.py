"""A Markdown record taken apart into what is compared on its own: items, sections, and the record's own text.

A section's own text ends where the next section begins. Headings without an id of their own below an
item belong to the item's text: they are part of its wording.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from trailbook.records.document import Document
from trailbook.records.model import Record, WordedItem
from trailbook.text.markdown_text import ANCHOR, Section

_LIST_ITEM = 7
_PREAMBLE = -1
_TITLE = -2


class Part(NamedTuple):
    """An item or a section with the text that is its own.

    ``parent`` is the index of the part around it, None at the top and directly below the page's title.
    """

    id: str
    title: str
    text: str
    explicit: bool
    is_item: bool
    parent: int | None


@dataclass(frozen=True)
class Outline:
    """The parts of a record in the order of the file, and the text that belongs to no part.

    ``text`` is what comes before the first heading and directly below the title, less the paragraph
    that the record has as its summary.
    """

    text: str
    parts: tuple[Part, ...]

    def item_texts(self) -> Mapping[str, str]:
        """The own text of each item that is worded in the text."""
        return {part.id: part.text for part in self.parts if part.is_item}

    def headings(self) -> Sequence[str]:
        """What a reader calls each part: its title; if several share it, with the title around it, or else the id."""
        number = Counter(part.title for part in self.parts)
        longer = [part.title if number[part.title] == 1 else self._with_title_around(part) for part in self.parts]
        again = Counter(longer)
        return [
            heading if again[heading] == 1 else f"{heading} ({part.id})"
            for heading, part in zip(longer, self.parts, strict=True)
        ]

    def _with_title_around(self, part: Part) -> str:
        return part.title if part.parent is None else f"{self.parts[part.parent].title} › {part.title}"


@dataclass(frozen=True)
class Outlined:
    """A document that is taken apart once, however many others it is compared with."""

    document: Document

    @cached_property
    def outline(self) -> Outline:
        """Its parts."""
        return outline(self.document)


def outline(document: Document) -> Outline:
    """Take a document apart. A record in YAML has no parts."""
    if not document.body:
        return Outline("", ())
    reader = _Reader(document)
    reader.read()
    parents = {held.parent for held in reader.held}
    parts = tuple(
        _part(held, reader.lines[index] if index in parents else None) for index, held in enumerate(reader.held)
    )
    return Outline(_own_text(document.record, reader), parts)


class _Held(NamedTuple):
    section: Section
    is_item: bool
    parent: int | None


class _Open(NamedTuple):
    """A section that the current line is inside of, and where its lines go: a part, or the record."""

    section: Section
    indent: int
    holder: int


@dataclass
class _Reader:
    """Gives every line of a body to the part whose own text it is."""

    document: Document
    held: list[_Held] = field(default_factory=list)
    lines: dict[int, list[str]] = field(default_factory=lambda: {_PREAMBLE: [], _TITLE: []})
    open: list[_Open] = field(default_factory=list)

    def read(self) -> None:
        document = self.document
        starts = {section.line - document.body_line: section for section in document.sections}
        title = next((section for section in document.sections if section.level == 1), None)
        items = {item.id: item for item in document.record.items() if isinstance(item, WordedItem)}
        lines = document.body.split("\n")
        places = [*sorted(starts), len(lines)]
        self._below(lines[: places[0]])
        for index, end in pairwise(places):
            section, line = starts[index], lines[index]
            indent = _indent(line)
            self._close_before(section, indent)
            is_item = section.explicit and _words(section, items.get(section.id))
            is_title = section is title and not is_item
            self.open.append(_Open(section, indent, self._holder(section, line, is_item, is_title)))
            self._below(lines[index + section.height : end])

    def _below(self, lines: list[str]) -> None:
        """Give lines in which no section begins to what is open; less indented ones close list items."""
        first = 0
        while first < len(lines) and self.open and self.open[-1].section.level == _LIST_ITEM:
            if lines[first].strip():
                self._close_lists(_indent(lines[first]))
            self.lines[self._around].append(lines[first])
            first += 1
        self.lines[self._around] += lines[first:]

    @property
    def _around(self) -> int:
        """Where a line goes that begins no section."""
        return self.open[-1].holder if self.open else _PREAMBLE

    def _close_before(self, section: Section, indent: int) -> None:
        if section.level == _LIST_ITEM:
            self._close_lists(indent)
        else:
            while self.open and self.open[-1].section.level >= section.level:
                self.open.pop()

    def _close_lists(self, indent: int) -> None:
        while self.open and self.open[-1].section.level == _LIST_ITEM and indent <= self.open[-1].indent:
            self.open.pop()

    def _holder(self, section: Section, line: str, is_item: bool, is_title: bool) -> int:
        """Where the lines below a heading go: to a new part, to the record, or to the item around it."""
        around = self._around
        if is_title and section.title == self.document.record.title:
            return _TITLE
        if around >= 0 and self.held[around].is_item and not section.explicit:
            self.lines[around].append(line)
            return around
        self.held.append(_Held(section, is_item, around if around >= 0 else None))
        holder = len(self.held) - 1
        self.lines[holder] = []
        return holder


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _words(section: Section, item: WordedItem | None) -> bool:
    """Whether a section is the wording of an item, and not overruled by the front matter."""
    return item is not None and (item.title, item.text) == (section.title, section.text)


def _part(held: _Held, own_lines: list[str] | None) -> Part:
    """A part; ``own_lines`` are given where its section holds further parts, whose text is not its own."""
    section = held.section
    text = section.text
    if own_lines is not None:
        if section.level == _LIST_ITEM:
            own_lines = [ANCHOR.sub("", line).strip() for line in own_lines]
        text = "\n".join(own_lines).strip()
    return Part(section.id, section.title, text, section.explicit, held.is_item, held.parent)


def _own_text(record: Record, reader: _Reader) -> str:
    preamble, below = ("\n".join(reader.lines[place]).strip() for place in (_PREAMBLE, _TITLE))
    if below:
        below = _without_summary(below, record.summary)
    else:
        preamble = _without_summary(preamble, record.summary)
    return f"{preamble}\n\n{below}".strip()


def _without_summary(text: str, summary: str) -> str:
    first, _, rest = text.partition("\n\n")
    return rest.strip() if summary and " ".join(first.split()) == summary else text
