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

    def are_kept(self, page: Page, config: MkDocsConfig) -> bool:
        """Whether the entries of a page are kept, so that a search plugin need not read it."""
        plugin = config.plugins.get("material/search")
        self._entries = getattr(getattr(plugin, "search_index", None), "entries", None)
        if self._entries is None:
            return False
        of_page = (page.url, page.title, page.meta, [*map(str, page.toc)])
        self._values, self._number = build_cache(config).values, len(self._entries)
        self._place = key("search", page.content, repr(of_page), versions(_PACKAGES), rooms=ROOMS)
        self._kept: list[dict[str, Any]] | None = self._values.get(self._place)
        return self._kept is not None

    def put(self, html: str) -> None:
        """Put the kept entries of the page into the index; else keep those that a plugin read of its HTML."""
        if self._entries is None:
            return
        if self._kept is not None:
            self._entries[self._number :] = self._kept
        elif "data-search-" not in html:  # the plugin takes these out of the page
            self._values.put(self._place, self._entries[self._number :])
