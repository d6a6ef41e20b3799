"""Takes out of a page, before a search plugin reads it, what nobody would search it for, and puts it back afterwards.

Pictures in words, the head of a record, tables and lists of links name what other pages are about: in an index they are
most of its weight, and the reason why a search finds every page but the right one. A plugin also spends most of its
time on them. Only tags are read here, by one pass; the text of records is escaped, so it has none.
"""

import re
from dataclasses import dataclass

_CLASSES = (
    "cards",
    "chapters",
    "connections",
    "everything",
    "facts",
    "figure",
    "filter",
    "finder",
    "folded",
    "from",
    "item__line",
    "last",
    "lead",
    "links",
    "log",
    "log__filter",
    "log__links",
    "months",
    "more",
    "behind",
    "refs",
    "relations",
    "rows",
    "scroll",
    "series",
    "source",
    "tiles",
    "todo",
    "weeks-strip",
)
"""The classes, after ``tb-``, of elements that are not searched: they repeat what is said elsewhere, or are filters."""

_UNSEARCHED = re.compile(
    r"<(?P<tag>[a-z]+)\b(?:"
    rf'(?=[^<>]*(?:\bclass="tb-(?:{"|".join(_CLASSES)})[ "]|\sdata-search-exclude))[^<>]*>'
    r'|>(?=<dt>[^<]*</dt>\s*<dd><(?:ul class="tb-refs|a class="tb-framework)))'
)
"""The first tag of an element that is not searched: by its class, or since it has a caption and links alone."""


@dataclass(frozen=True)
class Searchable:
    """A page without what is not searched: in place of each of its ``parts`` is a mark that has ``word`` in it."""

    html: str
    word: str
    parts: tuple[str, ...]

    def whole(self, html: str) -> str:
        """The HTML, which may have been changed meanwhile, with the parts again where their marks are."""
        if not self.parts:
            return html
        return re.sub(rf"<!--{self.word}([0-9]+)-->", lambda mark: self.parts[int(mark[1])], html)


def searchable(html: str) -> Searchable:
    """The page with a comment in place of each element that is not searched.

    What follows an element that is never closed is left as it is: nobody knows how much belongs to it.
    """
    word = "tb-"
    while f"<!--{word}" in html:
        word += "-"
    kept: list[str] = []
    parts: list[str] = []
    place = 0
    while (found := _UNSEARCHED.search(html, place)) and (end := _end(html, found)):
        kept += (html[place : found.start()], f"<!--{word}{len(parts)}-->")
        parts.append(html[found.start() : end])
        place = end
    return Searchable("".join((*kept, html[place:])), word, tuple(parts))


def _end(html: str, opened: re.Match[str]) -> int:
    """Where the element that a tag opens ends; 0 if it is not closed."""
    depth = 1
    for tag in re.compile(rf"<(/?){opened['tag']}\b[^<>]*>").finditer(html, opened.end()):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return 0
