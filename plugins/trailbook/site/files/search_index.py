"""Makes what a search plugin wrote into an index that finds: items by their ids, records by what readers call them.

A search plugin of MkDocs writes an entry for each section of each page. Here the entry of each item gets its full
reference before its title, an item without a heading gets an entry of its own, headings above nothing lose theirs, and
each page says of what kind it is.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from markupsafe import escape

from trailbook.site.files.search_pages import gist, other_words, page_of, title_of
from trailbook.site.rendering.page import SearchedPage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.text.unseen import one_line

Entry = dict[str, Any]
"""A section of a page as search plugins write it: ``location``, ``title``, ``text``; and what is added here."""

_QUOTES = re.compile("&(?:#39|#34|quot);")
"""Quotes as they are escaped for attributes. Entries are HTML between tags, where quotes are what a reader types."""

_WEIGHTS = {"title": 12.0, "also": 9.0, "tags": 3.0, "text": 1.0}
"""How much a word weighs by the field it is in, so that several words in a text outweigh one in a title."""
_MATERIALS = {"title": 1e3, "text": 1e0, "tags": 1e6}
"""What it weighs in Material's search unless a site says otherwise."""


@dataclass(frozen=True)
class SearchIndex:
    """The index of a site: the ``config`` of the script that searches it, and the ``entries``."""

    config: Mapping[str, Any]
    entries: tuple[Entry, ...]

    @classmethod
    def read(cls, text: str) -> "SearchIndex | None":
        """The index in the JSON of a search plugin; None for any other text."""
        try:
            index = json.loads(text)
            entries = tuple(entry for entry in index["docs"] if isinstance(entry["location"], str))
            return cls(dict(index["config"]), entries)
        except (ValueError, KeyError, TypeError):
            return None

    def to_json(self) -> str:
        """The index as the script reads it."""
        found = {"config": self.config, "docs": self.entries}
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def with_records(index: SearchIndex, sitemap: Sitemap, pages: Iterable[SearchedPage]) -> SearchIndex:
    """The index with what is known of the pages and of their items.

    A page that is not in the index, since its author left it out, stays out of it with all of its items.
    """
    known = {page.location: page for page in pages}
    found = {entry["location"]: dict(entry) for entry in index.entries}
    items = set(_add_items(found, sitemap))
    for location, entry in list(found.items()):
        address, _, anchor = location.partition("#")
        page = known.get(address)
        if page and page.is_generated and anchor and location not in items and not entry["text"]:
            del found[location]
        elif page:
            _describe(entry, page, is_page=not anchor)
    for page in known.values():
        if page.title and page.location not in found and (page.about is None or page.about in found):
            found[page.location] = {"location": page.location, "title": page.title, "text": ""}
            _describe(found[page.location], page, is_page=True)
    if "fields" not in index.config:
        for entry in found.values():
            _put_into_text(entry)
    for entry in found.values():
        entry |= {field: _with_quotes(entry[field]) for field in ("title", "text")}
        if "also" in entry:
            entry["also"] = [_with_quotes(words) for words in entry["also"]]
    return SearchIndex(_weighted(index.config), tuple(found.values()))


def _add_items(found: dict[str, Entry], sitemap: Sitemap) -> Iterator[str]:
    """Put the full reference before the title of each item, give those without a heading an entry; list all places."""
    for reference, item in sitemap.knowledge.items.items():
        page = page_of(sitemap, reference)
        if page is None or page not in found:
            continue
        place = f"{page}#{item.id}"
        entry = found.setdefault(place, {"location": place, "title": title_of(reference, item), "text": ""})
        if not entry["title"].startswith(reference):
            entry["title"] = f"{reference} {entry['title']}"
        entry["text"] = entry["text"] or gist(item)
        if also := other_words(item):
            entry["also"] = also
        yield place


def _describe(entry: Entry, page: SearchedPage, *, is_page: bool) -> None:
    """Add to an entry the kind of its page, what else it is called, and its weight."""
    also = (*entry.get("also", ()), *(page.also if is_page else ()))
    if also:
        entry["also"] = [str(escape(one_line(words))) for words in also]
    if is_page:
        entry["kind"] = page.kind
        if page.text and page.text not in entry["text"]:
            entry["text"] = f"{page.text} {entry['text']}".strip()
    if page.is_generated:
        entry.pop("tags", None)  # they are among the other words
    if page.weight != 1:
        entry.setdefault("boost", page.weight)


def _put_into_text(entry: Entry) -> None:
    """Add the other words to the text, since MkDocs' own search looks into no further field."""
    if also := entry.pop("also", None):
        entry["text"] = f"{entry['text']} {', '.join(also)}".strip()


def _with_quotes(html: str) -> str:
    """The HTML with its quotes as characters: an index splits ``&#39;`` into words, and marks what it found inside."""
    return _QUOTES.sub(lambda quote: unescape(quote[0]), html)


def _weighted(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The configuration of Material's search with these weights, but for those that a site has stated itself."""
    fields = config.get("fields")
    if not isinstance(fields, dict):
        return config
    stated = {name: value for name, value in fields.items() if value != {"boost": _MATERIALS.get(name)}}
    return {**config, "fields": {**{name: {"boost": weight} for name, weight in _WEIGHTS.items()}, **stated}}
