"""The entries of pages in the index of Material's search: kept from the build before, or read by another process.

Reading the HTML of pages takes the plugin a third of the time of a build that changes nothing, and a tenth of what only
one process can do when all pages are new.
"""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from trailbook.site.background.executor import Processes
from trailbook.site.kept_values import ROOMS, versions
from trailbook.site.mkdocs.build_cache import build_cache
from trailbook.site.rendering.searchable import searchable
from trailbook.text.processors import processors
from trailbook.trail.cache import key

_PACKAGES = ("mkdocs-material", "jieba")
_DICTIONARIES = ("jieba_dict", "jieba_dict_user")
_FEW = 60
"""How many pages the plugin reads itself, before it is worth starting another process."""

Entries = list[dict[str, Any]]


class KeptEntries:
    """The entries of the index for one page after the other."""

    def __init__(self) -> None:
        self._index: Any = None
        self._entries: Entries | None = None
        self._place = b""
        self._read = 0
        self._executor: Processes | None = None
        self._asked: Future[Entries] | None = None
        """The entries of the page, if another process reads it."""
        self._later: list[tuple[int, bytes, Future[Entries]]] = []
        """Before which entry of the index others belong, under which key they are kept, and the entries themselves."""

    def are_kept(self, page: Page, config: MkDocsConfig) -> bool:
        """Whether the entries of a page are kept, so that a search plugin need not read it."""
        plugin = config.plugins.get("material/search")
        self._index = getattr(plugin, "search_index", None)
        self._entries = getattr(self._index, "entries", None)
        self._asked = None
        if self._entries is None:
            return False
        of_page = (page.url, page.title, page.meta, [*map(str, page.toc)])
        self._values, self._number = build_cache(config).values, len(self._entries)
        self._place = key("search", page.content, repr(of_page), versions(_PACKAGES), rooms=ROOMS)
        self._kept: Entries | None = self._values.get(self._place)
        return self._kept is not None

    def are_asked(self, page: Page, html: str, config: MkDocsConfig) -> bool:
        """Whether another process reads the ``html`` of a page that is not kept, so that no plugin needs to.

        Of a site of plain pages the history takes the other processor for as long as MkDocs needs for the pages.
        """
        self._read += 1
        if self._entries is None or self._read <= _FEW or processors() < 2 or "data-search-" in html:
            return False
        if processors() == 2 and "trailbook/records" not in config.plugins:
            return False
        if any(self._index.config.get(name) for name in _DICTIONARIES):  # which this process has loaded
            return False
        self._executor = self._executor or Processes(1)
        of_page = (html, page.url, page.title, page.meta, page.toc)
        with suppress(Exception):  # what can't be pickled is left to the plugin
            self._asked = self._executor.submit(_entries, type(self._index), *of_page)
        return self._asked is not None

    def read_ahead(self, page: Page, config: MkDocsConfig) -> None:
        """Keep the entries of a page before a search plugin reads it, unless they are kept or it must read the page."""
        if self.are_kept(page, config) or self._entries is None or not self._values.is_kept:
            return
        html = searchable(page.content or "").html
        if "data-search-" not in html and not any(self._index.config.get(name) for name in _DICTIONARIES):
            found = _entries(type(self._index), html, page.url, page.title, page.meta, page.toc)
            self._values.put(self._place, found)

    def put(self, html: str) -> None:
        """Put the entries of the page into the index; else keep those that a plugin read of its HTML."""
        if self._entries is None:
            return
        if self._kept is not None:
            self._entries[self._number :] = self._kept
        elif self._asked:
            self._later.append((self._number, self._place, self._asked))
            del self._entries[self._number :]
        elif "data-search-" not in html:  # the plugin takes these out of the page
            self._values.put(self._place, self._entries[self._number :])

    def collect(self) -> None:
        """Put into the index what another process read, and keep it."""
        while self._later and self._entries is not None:
            number, place, asked = self._later.pop()
            self._entries[number:number] = entries = asked.result()
            self._values.put(place, entries)
        self.close()

    def close(self) -> None:
        """End the other process, whatever it is at."""
        if self._executor:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None


def _entries(make: Callable[[], Any], html: str, url: str, title: Any, meta: Any, toc: Any) -> Entries:
    """What an index of Material's search has of a page."""
    index = make()
    index.add_entry_from_context(SimpleNamespace(content=html, url=url, title=title, meta=meta, toc=toc))
    entries: Entries = index.entries
    return entries
