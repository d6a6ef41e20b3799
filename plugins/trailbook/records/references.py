"""References such as ``POL-SHARING.C2``: taken apart, and found in text.

Markdown is walked token by token: code, links, HTML tags and attribute lists are skipped whole, so a reference is
found only where a reader would see it as text.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import NamedTuple, Self
from urllib.parse import unquote

from trailbook.records.kinds import PREFIXES
from trailbook.records.model import ITEM_ID, SOURCE, Record
from trailbook.text.code import code_in, masked

_PREFIX = "|".join(sorted(PREFIXES, key=lambda prefix: (-len(prefix), prefix)))
REFERENCE = re.compile(rf"(?<![\w./-])(?:{SOURCE}/)?(?:{_PREFIX})(?:-[A-Z0-9]+)+(?:\.{ITEM_ID})?(?![\w-])")
_LIKELY = re.compile(r"[A-Z]-[A-Z0-9]")
"""What every reference contains, found in a tenth of the time."""

_TOKENS = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])"
    r"|(?P<comment><!--)"
    r"|(?P<definition>^ {0,3}\[[^\]\n]+\]:[^\n]*$)"
    r"|(?P<link>!?\[(?:[^\[\]\\\n]|\n(?![ \t]*\n)|\\.|\[[^\[\]\n]*+\])*+\]"
    r"(?:\((?:[^()\\\n]|\\.|\([^()\n]*+\))*+\)|\[[^\]\n]*+\]))"
    r"|(?P<autolink><[a-z][a-z0-9+.-]*+:[^<>\s]*+>|https?://[^\s<>]+)"
    r"|(?P<html></?[A-Za-z][^<>]*+>)"
    r"|(?P<attributes>\{:?\s*[#.][^{}\n]*+\})"
    rf"|(?P<reference>{REFERENCE.pattern})",
    re.MULTILINE | re.DOTALL,
)


class Reference(NamedTuple):
    """A record, or one of its items if ``item`` is not empty."""

    record: str
    item: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The two parts of a full reference, whether or not they exist.

        The id of a plain page is its path, which may hold full stops, so check for pages first.
        """
        record, _, item = text.partition(".")
        return cls(record, item)

    def __str__(self) -> str:
        return f"{self.record}.{self.item}" if self.item else self.record


def source_of(reference: str) -> str:
    """What the repository of a reference is called, as in ``payments/TM-HUB.T3``; empty if it names none.

    The id of a plain page is its path, and no repository.
    """
    source, slash, record = reference.partition("/")
    return source if slash and kind_prefix(record) in PREFIXES and "/" not in record else ""


def kind_prefix(reference: str) -> str:
    """What the id of a reference begins with, by which its kind is known: ``TM`` of ``payments/TM-HUB.T3``."""
    return reference.rpartition("/")[2].partition("-")[0]


def own_id(record: Record, reference: str) -> str:
    """The bare id of one of a record's own items."""
    return reference.removeprefix(f"{record.id}.")


def record_of(reference: str) -> str:
    """The id of the record in a full reference, for loops in which a ``Reference`` would be too slow."""
    return reference.partition(".")[0]


def of_records(references: Iterable[str], records: Container[str]) -> tuple[str, ...]:
    """Those references that are of some records, or of items of theirs, in their order."""
    return tuple(reference for reference in references if record_of(reference) in records)


@dataclass(frozen=True)
class Token:
    """A stretch of Markdown other than plain prose: its kind, its text and the offset at which it begins."""

    kind: str
    text: str
    start: int


class MarkdownLink(NamedTuple):
    """An inline link taken apart: its text, the path of what it leads to, and the anchor there."""

    text: str
    path: str
    anchor: str

    @classmethod
    def parse(cls, token: Token) -> Self | None:
        """The parts of a token that is a link with a path; None for pictures, anchors alone and anything else."""
        found = _LINK.fullmatch(token.text) if token.kind == "link" else None
        return cls(found[1], found[2], found[3] or "") if found else None

    def from_page(self, page: str) -> str:
        """The path from the root of the documentation, if a page there has the link."""
        return normpath(join(dirname(page), unquote(self.path)))


_LINK = re.compile(r"\[(.*)\]\(\s*<?([^\s<>()#]+)(?:#([^\s<>()]*))?>?(?:\s.*)?\)", re.DOTALL)


@lru_cache(2_000)  # a served site asks again at each edit, of the same pages
def tokens(markdown: str) -> tuple[Token, ...]:
    """The code, links, HTML, attribute lists and references of a Markdown text, in order."""
    return tuple(_found_tokens(markdown))


def _found_tokens(markdown: str) -> Iterator[Token]:
    codes = code_in(markdown)
    prose = masked(markdown, codes)
    found = [(code.kind, code.start, code.end) for code in codes]
    found += [(kind, start, end) for kind, start, end in _in_prose(prose) if kind != "escaped"]
    passed = 0
    for kind, start, end in sorted(found, key=lambda token: (token[1], -token[2])):
        if start >= passed:
            yield Token(kind, markdown[start:end], start)
            passed = end


def _in_prose(prose: str) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of every token in a text whose code is masked."""
    last_comment_end = prose.rfind("-->")
    position = 0
    while match := _TOKENS.search(prose, position):
        position = match.end()
        if match.lastgroup == "comment":
            if position > last_comment_end:
                continue
            position = prose.index("-->", position) + 3
        yield str(match.lastgroup), match.start(), position


def fences_in(markdown: str) -> Iterator[Token]:
    """The fenced code of a Markdown text, but in comments: for long texts, of which nothing else is asked.

    Code within the tag of an HTML element is code here, as Markdown has it, and is part of the tag among ``tokens``.
    """
    codes = code_in(markdown)
    prose = masked(markdown, codes)
    comments = [*_comments(prose)]
    for code in codes:
        before = bisect_right(comments, (code.start,)) - 1
        if code.kind == "fence" and (before < 0 or comments[before][1] <= code.start):
            yield Token(code.kind, markdown[code.start : code.end], code.start)


def _comments(prose: str) -> Iterator[tuple[int, int]]:
    """Where comments begin and end, in time linear in the length of the text."""
    end = 0
    while (start := prose.find("<!--", end)) >= 0 and (end := prose.find("-->", start + 4)) >= 0:
        yield start, end


def replace_tokens(
    markdown: str, replace: Callable[[Token], str], found: Callable[[str], Iterable[Token]] = tokens
) -> str:
    """The Markdown with every token that is ``found`` replaced by what ``replace`` returns for it."""
    parts: list[str] = []
    end = 0
    for token in found(markdown):
        parts += [markdown[end : token.start], replace(token)]
        end = token.start + len(token.text)
    return "".join([*parts, markdown[end:]])


def references_in_markdown(markdown: str) -> Iterator[Token]:
    """The references in a Markdown text that a reader sees as text."""
    if not _LIKELY.search(markdown) or not REFERENCE.search(markdown):
        return iter(())
    return (token for token in tokens(markdown) if token.kind == "reference")


def references_in_text(text: str) -> Iterator[str]:
    """The references in a plain text value of a YAML record."""
    return (match[0] for match in REFERENCE.finditer(text))
