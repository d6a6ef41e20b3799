"""Keeps what Material's search made of a page, which is a third of the time of a build that changes nothing."""

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from trailbook.site.kept_values import ROOMS, versions
from trailbook.site.mkdocs.build_cache import build_cache
from trailbook.trail.cache import key

_PACKAGES = ("mkdocs-material", "jieba")


class KeptEntries:
    """The entries of the index for one page after the other."""

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] | None = None
        self._place = b""

    def html_to_read(self, page: Page, html: str, config: MkDocsConfig) -> str:
        """What a search plugin is to read of a page: nothing if its entries are kept."""
        plugin = config.plugins.get("material/search")
        self._entries = getattr(getattr(plugin, "search_index", None), "entries", None)
        if self._entries is None or "data-search-" in html:  # the plugin takes these out of the page
            self._entries = None
            return html
        of_page = (page.url, page.title, page.meta, [*map(str, page.toc)])
        self._values, self._number, self._html = build_cache(config).values, len(self._entries), html
        self._place = key("search", html, repr(of_page), versions(_PACKAGES), rooms=ROOMS)
        self._kept: list[dict[str, Any]] | None = self._values.get(self._place)
        return html if self._kept is None else ""

    def html_that_was_read(self, html: str) -> str:
        """The same HTML again, once the entries of the page are in the index."""
        if self._entries is None:
            return html
        if self._kept is None:
            self._values.put(self._place, self._entries[self._number :])
        else:
            self._entries[self._number :] = self._kept
        return self._html
