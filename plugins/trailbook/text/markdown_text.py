"""Markdown text to front matter, sections and anchored items, without rendering it.

Only what a record needs is understood: headings at the margin (``## Title``, or a line of its own that is underlined
with ``===`` or ``---``), ``{#id}`` at the end of a heading or a list item, and fences and comments, whose
content is never structure. An indented heading counts as plain text, because renderers disagree about it.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markdown.extensions import toc

from trailbook.text.code import fences

HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*)?$")
ANCHOR = re.compile(r"(?<!\s)\s*+\{:?\s*+#([A-Za-z][\w-]*+)[^{}]*+\}\s*+$")
UNDERLINE = re.compile(r"(=+|-+) *$")
"""The line below a heading of level 1 or 2 that is written without ``#``."""
_ANCHOR_BEGINS = re.compile(r"\{:?\s*#[A-Za-z]")
LIST_ITEM = re.compile(r"^(\s*)(?:[-*+]|\d+[.)])\s+(.*)$")
_NO_TITLE = re.compile(r"\s{4}|\t|\s*(?:[-*+>|<]|\d+[.)]\s|$)")
"""Begins a line that no underline makes a heading: code, list items, quotes, rows and tags."""
_KEY = re.compile(r"\s*[A-Za-z_]+:(?:\s|$)")

_INLINE = re.compile(rf"[\\\[*_`<&{chr(0xF0000)}-{chr(0xF007F)}]")
"""Matches every text that has any inline Markdown."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ASIDE = 0xF0000
"""Escaped characters are moved here while the others are read: to code points that no text uses."""


class Section(NamedTuple):
    """A heading or an anchored list item with the text below it.

    ``level`` is 1 to 6 for headings and 7 for list items; ``line`` counts from 1 in the file; ``explicit`` is whether
    the author gave the id with ``{#id}``. ``anchor`` is the id that Python-Markdown gives the heading, to link to. It
    has no letter beyond ASCII, so it is a mere number in many scripts, and ``id`` has the heading's words instead.
    ``height`` is how many lines the heading takes.
    """

    id: str
    title: str
    level: int
    text: str
    line: int
    explicit: bool
    anchor: str
    height: int = 1


@dataclass(frozen=True)
class MarkdownParts:
    """A Markdown file taken apart. ``body_line`` is the line on which the body begins."""

    front_matter: str | None
    body: str
    body_line: int
    sections: tuple[Section, ...]
    open_fence: int | None = None
    """The line of a code block that never ends; None if all end."""

    @property
    def heading(self) -> Section | None:
        """The page's title: its first heading of level 1; None without one."""
        return next((s for s in self.sections if s.level == 1), None)

    @property
    def lead(self) -> str:
        """The first paragraph below the title."""
        text = (self.heading.text if self.heading else self.body).strip()
        first = text.split("\n\n", 1)[0]
        lines = first.split("\n", 2)
        is_heading = first.startswith("#") or (len(lines) > 1 and bool(UNDERLINE.match(lines[1])))
        return "" if is_heading else " ".join(first.split())


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """The YAML between the leading ``---`` lines (None if there are none), the rest, and the rest's first line."""
    if not text.startswith("---") or text.partition("\n")[0].rstrip() != "---":
        return None, text, 1
    lines = text.split("\n")
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None, text, 1


def has_open_front_matter(text: str) -> bool:
    """Whether a text begins like front matter, with ``---`` and a key, but has no line that closes it."""
    front_matter, _, _ = split_front_matter(text)
    lines = text.split("\n", 2)
    return front_matter is None and len(lines) > 1 and lines[0].rstrip() == "---" and bool(_KEY.match(lines[1]))


_DELIMITER = re.compile(r"[^\w|]*(?:[-+=~*;_\u2010-\u2015\u2212]{3,}|[\u2012-\u2015]|\.{3}|--)[^\w|#]*(?:#.*)?$")
"""A line that somebody may have meant to begin or end front matter: dashes of any kind, or the plus signs of TOML."""
_KEY_LINE = re.compile(r"[\W_]*(?:[?-]\s+)?[\"']?[^\W\d][\w \t.-]{0,60}[\"']?\s*[:=]|\s*$|\s+\S|\s*(?:[-#?}\]]|//|%)")
"""A line of what may be meant as front matter: a key, nothing, more of a value, an entry of a list, or a comment."""
_MOST = 100
"""How many lines of front matter are looked at."""


def stray_keys(text: str) -> Iterator[tuple[int, str]]:
    """The lines that look like keys of front matter but are not read as such, each with its number from 1.

    They are in a comment or in lines of keys above all else in the file, or between two lines of dashes, behind
    blank lines, marks that nobody sees, comments or text. Code is left out, unless all of the file is in it.
    """
    lines = text.split("\n")
    blocks = fences(lines) if "```" in text or "~~~" in text else []
    fenced = {index for block in blocks for index in range(block.first, block.last + 1)}
    read = len(meta_lines(text))
    first = next((index for index, line in enumerate(lines) if index >= read and _is_said(line)), len(lines))
    if first in fenced:
        first += 1
        fenced = fenced - set(range(next(block.last for block in blocks if block.first == first - 1) + 1))
    passed = -1
    for index in range(first, len(lines)):
        if index <= passed or index in fenced:
            continue
        line = lines[index]
        if "<!--" in line and index - first < _MOST:
            passed = next((i for i in range(index, len(lines)) if "-->" in lines[i]), index)
            yield from ((i + 1, lines[i].replace("<!--", "", 1)) for i in range(index, passed + 1))
        elif _DELIMITER.match(line) and (end := _end_of_keys(lines, index + 1)) > index + 1:
            yield from ((i + 1, lines[i]) for i in range(index + 1, end) if i not in fenced)
            passed = end - 1
    if not read:
        yield from _keys_at_top(lines, first)


def _is_said(line: str) -> bool:
    return any(character.isalnum() or character in "-+`~<#" for character in line)


def _end_of_keys(lines: list[str], start: int) -> int:
    """The index of the line that ends what may be front matter from ``start`` on, or of the first that does not fit."""
    for index in range(start, min(start + _MOST, len(lines))):
        if _DELIMITER.match(lines[index]):
            return index
        if not _KEY_LINE.match(lines[index]):
            return index
    return min(start + _MOST, len(lines))


def _keys_at_top(lines: list[str], first: int) -> Iterator[tuple[int, str]]:
    """The lines of keys with which a page begins, behind what nobody sees, blank lines and comments."""
    has_keys = False
    for index in range(first, min(first + _MOST, len(lines))):
        line = lines[index]
        if has_keys and not line.strip():
            return
        if _TOP_KEY.match(line):
            has_keys = True
            yield index + 1, line
        elif has_keys or not (line.lstrip().startswith(("<!--", "%")) or "-->" in line or not _is_said(line)):
            return


_TOP_KEY = re.compile(r"[\W_]*[^\W\d][\w \t.-]{0,60}[\"'*`]*\s*[:=][*_`]*(?:\s|$)")


_META = re.compile(r" {0,3}[A-Za-z0-9_-]+:")
_MORE = re.compile(r" {4}|\t")


def meta_lines(text: str) -> list[str]:
    """The lines at the top of a page that MkDocs reads as ``key: value`` without ``---`` (MultiMarkdown)."""
    found: list[str] = []
    for line in text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines():
        if not line.strip() or not (_META.match(line) or (found and _MORE.match(line))):
            break
        found.append(line)
    return found


def read_markdown(text: str) -> MarkdownParts:
    """The parts of a Markdown file. Raises nothing: every text is valid Markdown."""
    front_matter, body, body_line = split_front_matter(text)
    lines = body.split("\n")
    blocks = fences(lines) if "```" in body or "~~~" in body else []
    open_fence = next((body_line + block.first for block in blocks if not block.closed), None)
    passed_over = {index for block in blocks for index in range(block.first, block.last + 1)}
    if "<!--" in body:
        passed_over |= _commented(lines, passed_over)
    return MarkdownParts(front_matter, body, body_line, tuple(_sections(lines, body_line, passed_over)), open_fence)


def _commented(lines: list[str], fenced: set[int]) -> set[int]:
    """The indexes of the lines that a comment holds. A line with a backtick may only speak of comments."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        start = line.rfind("<!--")
        if start < 0 or "`" in line or index in fenced or index in found or "-->" in line[start:]:
            continue
        end = next((other for other in range(index + 1, len(lines)) if "-->" in lines[other]), None)
        if end is None:
            break
        found.update(range(index + bool(line[:start].strip()), end + 1))
    return found


@dataclass
class _Start:
    """A section by the index of the line on which it begins, and of the line before which its text ends."""

    index: int
    level: int
    id: str
    title: str
    explicit: bool
    end: int
    height: int = 1
    anchor: str = ""


def _sections(lines: list[str], first_line: int, passed_over: set[int]) -> list[Section]:
    starts = _starts(lines, passed_over)
    _number(starts)
    open: list[_Start] = []
    for start in starts:
        while open and open[-1].level >= start.level:
            open.pop().end = start.index
        open.append(start)
    return [
        Section(s.id, s.title, s.level, _text_below(lines, s), first_line + s.index, s.explicit, s.anchor, s.height)
        for s in starts
    ]


def _starts(lines: list[str], passed_over: set[int]) -> list[_Start]:
    starts: list[_Start] = []
    anchored = any(_ANCHOR_BEGINS.search(line) for line in [line for line in lines if "{" in line])
    likely = range(len(lines)) if anchored else [index for index, line in enumerate(lines) if line[:1] in _LIKELY]
    underline = 0
    """The line after the last underline: a heading may begin there without an empty line above it."""
    for index in likely:
        if index in passed_over:
            continue
        line = lines[index]
        if line.startswith("#") and (heading := HEADING.match(line)):
            text = (heading[2] or "").rstrip().rstrip("#").rstrip()
            starts.append(_heading(index, len(heading[1]), text, len(lines)))
        elif (
            line[:1] in _UNDERLINES
            and (mark := UNDERLINE.match(line))
            and _is_title(lines, index - 1, underline, passed_over)
        ):
            starts.append(_heading(index - 1, 1 if mark[1][0] == "=" else 2, lines[index - 1].strip(), len(lines), 2))
            underline = index + 1
        elif anchored and (item := LIST_ITEM.match(line)) and (id := _item_anchor(lines, index)):
            starts.append(_Start(index, 7, id, plain_text(ANCHOR.sub("", item[2])), True, len(lines), anchor=id))
    return starts


_UNDERLINES = frozenset("=-")
_LIKELY = frozenset("#=-")


def _heading(index: int, level: int, text: str, end: int, height: int = 1) -> _Start:
    id, title = _id_and_title(text)
    return _Start(index, level, id, title, bool(id), end, height, id)


@lru_cache(maxsize=4096)
def _id_and_title(heading: str) -> tuple[str, str]:
    """The id that a heading gives itself, empty if it gives none, and its words."""
    anchor = ANCHOR.search(heading)
    return anchor[1] if anchor else "", plain_text(ANCHOR.sub("", heading))


def _is_title(lines: list[str], index: int, after: int, fenced: set[int]) -> bool:
    """Whether the line above an underline is a title: the first of a block, as Python-Markdown has it.

    ``after`` is the line after the last underlined heading.
    """
    if index < 0 or index in fenced or _NO_TITLE.match(lines[index]) or HEADING.match(lines[index]):
        return False
    above = lines[index - 1] if index else ""
    return not above.strip() or index == after or bool(HEADING.match(above))


def _number(starts: list[_Start]) -> None:
    """Give each heading without an id the anchor that Python-Markdown's ``toc`` gives it, and an id of its words."""
    taken = {start.id for start in starts if start.explicit}
    reached: dict[tuple[str, int], int] = {}
    for start in starts:
        if not start.explicit:
            start.anchor = _free(_slug(start.title), taken, reached)
            taken.add(start.anchor)
    for start in starts:
        if not start.explicit:
            start.id = start.anchor
            if words := _words_beyond_ascii(start.title):
                start.id = _free(words, taken, reached)
                taken.add(start.id)


def file_name_of(words: str) -> str:
    """Some words as a file's name: letters and digits of any script, parted by hyphens; empty if there are none."""
    return toc.slugify_unicode(words, "-")


@lru_cache(maxsize=4096)
def _slug(title: str) -> str:
    return toc.slugify(title, "-")


@lru_cache(maxsize=4096)
def _words_beyond_ascii(title: str) -> str:
    """The words of a title as an id, if ASCII has not all of its letters and digits; else an empty string."""
    if title.isascii():
        return ""
    folded = unicodedata.normalize("NFKD", title)
    if not any(character.isalnum() and not character.isascii() for character in folded):
        return ""
    return toc.slugify_unicode(title, "-")


def _free(slug: str, taken: set[str], reached: dict[tuple[str, int], int]) -> str:
    """The slug, numbered if it is taken. ``reached`` holds the last number that each slug was given."""
    if slug and slug not in taken:
        return slug
    numbered = re.fullmatch(r"(.*)_([0-9]{1,9})", slug)
    base, first = (numbered[1], int(numbered[2])) if numbered else (slug, 0)
    count = reached.get((base, first), first) + 1
    while f"{base}_{count}" in taken:
        count += 1
    reached[base, first] = count
    return f"{base}_{count}"


def _item_anchor(lines: list[str], index: int) -> str:
    """The id at the end of a list item's first paragraph, or an empty string."""
    for number in range(index, len(lines)):
        line = lines[number]
        if number > index and (not line.strip() or LIST_ITEM.match(line) or HEADING.match(line)):
            return ""
        if found := ANCHOR.search(line):
            return found[1]
    return ""


def _text_below(lines: list[str], start: _Start) -> str:
    """The text of a section: everything below a heading, or what is indented further below a list item."""
    if start.level < 7:
        return "\n".join(lines[start.index + start.height : start.end]).strip()
    indent = len(lines[start.index]) - len(lines[start.index].lstrip())
    below: list[str] = []
    for line in lines[start.index + 1 : start.end]:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        below.append(ANCHOR.sub("", line).strip())
    return "\n".join(below).strip()


_WRAP = re.compile(r"\n(?!\s*(?:[-*+#>|]|\d+[.)]\s|\n|$))(?<!\n\n)")
"""The end of a line that is no end of a paragraph, list item, row or heading."""
_ATTRIBUTES = re.compile(r"[ \t]*\{:?\s*[#.][^{}\n]*\}")


@lru_cache(4096)
def readable(text: str) -> str:
    """A Markdown text of several lines as the words a reader sees, as ``plain_text``; blocks stay on own lines."""
    text = _ATTRIBUTES.sub("", _WRAP.sub(" ", text).replace("><", "> <"))
    return "\n".join(map(plain_text, text.split("\n"))).strip()


def plain_text(text: str) -> str:
    """Inline Markdown as the text a reader sees: links as their labels; no emphasis, code marks, tags or escapes."""
    if not _INLINE.search(text):
        return text.strip()
    text = _ESCAPE.sub(lambda escape: chr(_ASIDE + ord(escape[1])), text)
    text = re.sub(r"!?\[([^\[\]]*+)\]\([^()]*+\)", r"\1", text)
    text = re.sub(r"(\*\*|__|\*|`)(?=\S)(.+?)\1|(?<!\w)_([^_]++)_(?!\w)", r"\2\3", text)
    text = html.unescape(re.sub(r"</?[A-Za-z][^<>]*+>", "", text))
    return re.sub(f"[{chr(_ASIDE)}-{chr(_ASIDE + 127)}]", lambda escape: chr(ord(escape[0]) - _ASIDE), text).strip()
