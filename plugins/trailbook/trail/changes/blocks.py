"""A Markdown text as the blocks that a reader sees, each with what it says and how it is written.

What is style is gone: bullets and numbers of lists, wraps, padding of tables, fences, the marks of headings, rules
between paragraphs, and whatever ``inline`` leaves out. What stays is the order of blocks, how deep they are nested, and
whether a box is ticked. Where renderers disagree, what the author meant counts: a list needs no empty line above it,
and two spaces nest an item.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from trailbook.text.code import Fence, fences
from trailbook.text.markdown_text import ANCHOR, HEADING, LIST_ITEM
from trailbook.trail.changes.inline import InlineLink, said

BlockKind = Literal["paragraph", "item", "row", "columns", "code", "heading"]

_QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?)+")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-*:?\s*)*$")
_RULE = re.compile(r"\s{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-+)[ \t]*$")
_CONTAINER = re.compile(r"(?:!!!|\?\?\?\+?|===)\s|\[\^[^\]]+\]:\s")
"""Begins an admonition, a tab or a footnote, whose text is indented below it."""
_FIRST_NUMBER = re.compile(r"\s*(?:[-*+]|0?1[.)])\s")
_BOX = re.compile(r"\[([ xX])\]\s+")
_ONE_LINE = re.compile(r"[^\W\d_][^\r\n]*")
"""A text that can be nothing but a paragraph of one line."""
_CELL_END = re.compile(r"(?<!\\)\|")


class Block(NamedTuple):
    """One block of a text.

    ``words`` and ``links`` are what it says, ``source`` is how it is written, without its bullet or fence. ``depth`` is
    the level of a heading, and how many lists and quotes are around anything else. A row has its ``cells``, as they are
    written, and the names of their ``columns``.
    """

    kind: BlockKind
    depth: int
    words: str
    links: tuple[InlineLink, ...]
    source: str
    checked: bool | None = None
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """All that two blocks must share to say the same."""
        return self.kind, self.depth, self.words, self.links, self.checked


@lru_cache(maxsize=512)
def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text in their order."""
    if _ONE_LINE.fullmatch(text):
        words, links = said(text)
        return (Block("paragraph", 0, words, links, text.strip()),)
    reader = _Reader()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    next_line = 0
    for fence in fences(lines) if "```" in text or "~~~" in text else []:
        reader.read(lines[next_line : fence.first])
        reader.read_fence(lines, fence)
        next_line = fence.last + 1
    reader.read(lines[next_line:])
    reader.end()
    return tuple(reader.found)


@lru_cache(maxsize=512)
def normal(text: str) -> tuple[tuple[object, ...], ...]:
    """What a Markdown text says, block by block: equal for two texts that differ in style alone."""
    return tuple(block.key for block in blocks(text))


def same_text(before: str, after: str) -> bool:
    """Whether two Markdown texts differ in nothing but style."""
    return before == after or normal(before) == normal(after)


class _Reader:
    """Reads lines into blocks. An open block goes on until a line ends it."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self._kind: Literal["paragraph", "item", "row", "code"] = "paragraph"
        self._lines: list[str] = []
        self._depth = 0
        self._quotes = 0
        self._indents: list[int] = []
        """The indents of the list items (and other containers) around the current line."""
        self._columns: tuple[str, ...] = ()

    def read(self, lines: list[str]) -> None:
        """Read lines that are in no fence."""
        for line in lines:
            quote = _QUOTE.match(line) if ">" in line else None
            if quote:
                self._enter_quotes(quote[0].count(">"))
            elif self._quotes and not (line.strip() and self._lines and not LIST_ITEM.match(line)):
                self._enter_quotes(0)
            self._read_line(line[quote.end() :] if quote else line)

    def _enter_quotes(self, number: int) -> None:
        if number != self._quotes:
            self.end()
            self._quotes = number
            self._indents = []

    def _read_line(self, line: str) -> None:
        text = line.strip()
        if not text:
            if self._kind == "code" and self._lines:
                self._lines.append("")
            else:
                self.end()
            return
        indent = _indent(line)
        if self._kind == "code" and self._lines:
            if indent >= 4:
                self._lines.append(line)
                return
            self.end()
        if self._kind == "row" and "|" in text:
            self._add_row(text)
        elif text[0] == "#" and (heading := HEADING.match(text)):
            self._add_heading(len(heading[1]), (heading[2] or "").rstrip().rstrip("#"), indent)
        elif text[0] in "=-*_|:" and self._is_rule(line, text):
            return
        elif (item := LIST_ITEM.match(line)) and self._begins_item(line, indent):
            self._begin_item(item[2], indent)
        elif self._lines:
            self._lines.append(text)
        else:
            self._begin_paragraph(line, text, indent)

    def _is_rule(self, line: str, text: str) -> bool:
        """Read a line that underlines a heading or the columns of a table, or that parts two paragraphs."""
        if self._lines and self._kind != "code":
            if "|" in self._lines[-1] and _TABLE_RULE.match(text):
                self._begin_table()
                return True
            if self._kind == "paragraph" and len(self._lines) == 1 and (mark := _UNDERLINE.match(line)):
                title = self._lines.pop()
                self._add_heading(1 if mark[1][0] == "=" else 2, title, 0)
                return True
        if _RULE.match(line):
            self.end()
            return True
        return False

    def _begins_item(self, line: str, indent: int) -> bool:
        """Whether a line with a bullet or number is a list item, and no wrapped line of a paragraph or code."""
        if self._lines:
            return self._kind != "paragraph" or bool(self._indents) or bool(_FIRST_NUMBER.match(line))
        return indent < 4 or bool(self._indents)

    def _begin_item(self, text: str, indent: int) -> None:
        self.end()
        self._leave(indent)
        self._indents.append(indent)
        self._kind, self._depth, self._lines = "item", len(self._indents), [text]

    def _begin_paragraph(self, line: str, text: str, indent: int) -> None:
        self.end()
        self._leave(indent)
        inner = self._indents[-1] + 4 if self._indents else 0
        if indent >= inner + 4:
            self._kind, self._depth, self._lines = "code", len(self._indents), [line]
            return
        self._kind, self._depth, self._lines = "paragraph", len(self._indents), [text]
        if _CONTAINER.match(text):
            self.end()
            self._indents.append(indent)

    def _leave(self, indent: int) -> None:
        while self._indents and indent < self._indents[-1] + 2:
            self._indents.pop()

    def _begin_table(self) -> None:
        header = self._lines.pop()
        self.end()
        cells = _cells(header)
        self._columns = tuple(said(cell).words for cell in cells)
        self._kind = "row"
        self._add(Block("columns", 0, "\0".join(self._columns), (), header, cells=cells))

    def _add_row(self, text: str) -> None:
        cells = _cells(text)
        each = [said(cell) for cell in cells]
        words, links = "\0".join(cell.words for cell in each), tuple(link for cell in each for link in cell.links)
        self._add(Block("row", 0, words.rstrip("\0"), links, text, cells=cells, columns=self._columns))

    def _add_heading(self, level: int, title: str, indent: int) -> None:
        self.end()
        self._leave(indent)
        heading = said(ANCHOR.sub("", title.strip()))
        self.found.append(Block("heading", level, heading.words, heading.links, title.strip()))

    def read_fence(self, lines: list[str], fence: Fence) -> None:
        """Read a fenced block as the code in it."""
        self.end()
        opening = lines[fence.first]
        margin = len(opening) - len(opening.lstrip(" \t>"))
        self._leave(_indent(opening))
        last = fence.last if fence.closed else fence.last + 1
        inside = [_cut(line, margin).rstrip() for line in lines[fence.first + 1 : last]]
        code = "\n".join(inside)
        self._add(Block("code", len(self._indents), code, (), code))

    def end(self) -> None:
        """End the block that is open."""
        lines, self._lines = self._lines, []
        kind, self._kind, self._columns = self._kind, "paragraph", ()
        if not lines:
            return
        if kind == "code":
            margin = min(_indent(line) for line in lines if line)
            code = "\n".join(_cut(line, margin).rstrip() for line in lines).rstrip()
            self._add(Block("code", self._depth, code, (), code))
            return
        source = "\n".join(lines)
        box = _BOX.match(source) if kind == "item" else None
        checked = box[1] != " " if box else None
        found = said(source[box.end() :] if box else source)
        shape: BlockKind = "item" if kind == "item" else "paragraph"
        self._add(Block(shape, self._depth, found.words, found.links, source, checked))

    def _add(self, block: Block) -> None:
        if block.words or block.links:
            self.found.append(block._replace(depth=block.depth + self._quotes) if self._quotes else block)


def _cells(row: str) -> tuple[str, ...]:
    """The cells of a table's row, without padding. A bar in code counts as in GitHub's Markdown: it ends a cell."""
    parts = [part.strip() for part in _CELL_END.split(row.strip())]
    if parts and not parts[0]:
        parts.pop(0)
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _indent(line: str) -> int:
    """How far a line is indented, in columns; a tab goes on to the next multiple of four."""
    spaces = line[: len(line) - len(line.lstrip())]
    return len(spaces.expandtabs(4)) if spaces else 0


def _cut(line: str, margin: int) -> str:
    """A line less so many columns of white space and quote marks at its beginning, if it has them."""
    cut = line[:margin].lstrip(" \t>")
    return cut + line[margin:]
