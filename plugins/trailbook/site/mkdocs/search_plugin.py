"""Lets search plugins read of a page what is worth searching, and makes what they wrote find more."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from trailbook.site.files.assets import script
from trailbook.site.mkdocs.build_cache import build_cache
from trailbook.site.mkdocs.files import is_generated_here
from trailbook.site.mkdocs.kept_entries import KeptEntries
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.rendering.searchable import Searchable, searchable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trailbook.site.files.search_index import Entry
    from trailbook.site.rendering.sitemap import Sitemap

NAME = "trailbook/search"
INDEX = "search/search_index.json"
LARGE = 3_000_000
"""From this number of characters on, an index is large: its first result takes more than a second."""
_WORKERS = "assets/javascripts/workers/search.*.min.js"

log = get_plugin_logger("trailbook/records")


def searching(config: MkDocsConfig) -> SearchPlugin:
    """What helps the search plugins of a build. Each plugin of Trailbook calls this, so that there is one."""
    if NAME not in config.plugins:
        config.plugins[NAME] = SearchPlugin()
    found = config.plugins[NAME]
    assert isinstance(found, SearchPlugin)  # noqa: S101 - nobody else has this name
    return found


class SearchPlugin(BasePlugin[PluginConfig]):
    """Works before and after the search plugins.

    - ``on_page_context`` takes out of a page what is not searched, and puts it back once they have read the page;
    - ``on_post_build`` completes their index before they write it, then adds, before a plugin for reading without a
      server copies it, and to the script of Material's search; Pagefind's index is made beside all that is still to be
      written, and awaited then.
    """

    def __init__(self) -> None:
        super().__init__()
        self._finish: Callable[[], None] = _nothing
        """Waits for what is made beside the rest."""
        self._generated: dict[str, str] = {}
        self._page: Searchable | None = None
        """The page without what is not searched; None if no plugin has to read it."""
        self._content = ""
        self._entries = KeptEntries()

    def read_ahead(self, page: Page, config: MkDocsConfig) -> None:
        """Read a rendered page while there is nothing else to do, so that no search plugin needs to."""
        self._entries.read_ahead(page, config)

    @event_priority(100)
    def _take_out(self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        self._content = page.content or ""
        self._page = None
        if not self._entries.are_kept(page, config):
            found = searchable(self._content)
            self._page = None if self._entries.are_asked(page, found.html, config) else found
        page.content = self._page.html if self._page else ""
        if is_generated_here(page):
            self._generated[page.file.src_uri] = page.url
        return context

    @event_priority(-50)  # before the trail adds its marks to the whole page
    def _put_back(self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        html = page.content or ""
        self._entries.put(html)
        page.content = self._page.whole(html) if self._page else self._content
        return context

    on_page_context = CombinedEvent(_take_out, _put_back)

    @event_priority(100)
    def _complete(self, config: MkDocsConfig) -> None:
        self._entries.collect()

    @event_priority(-30)  # when the index is written, and before Trailbook's other files are
    def _begin(self, config: MkDocsConfig) -> None:
        """Add what the records say to the index, in a site that has both."""
        self._finish = _nothing
        sitemap: Sitemap | None = getattr(config.plugins.get("trailbook/records"), "sitemap", None)
        file = Path(config.site_dir, INDEX)
        if sitemap is None or not file.is_file():
            return
        from trailbook.records.releases import releases  # noqa: PLC0415
        from trailbook.site.files.search_index import SearchIndex, with_records  # noqa: PLC0415 - slow to import, and not needed for plain pages
        from trailbook.site.files.search_pages import searched_pages  # noqa: PLC0415

        if index := SearchIndex.read(file.read_text(encoding="utf-8")):
            elsewhere = getattr(config.plugins.get("trailbook/trail"), "searched", ())
            found = with_records(index, sitemap, (*searched_pages(sitemap, self._generated), *elsewhere))
            text = found.to_json()
            if _takes_pagefind(config, len(text)):
                self._finish = _pagefind(found.entries, config, has_releases=bool(releases(sitemap.knowledge)))
                text = SearchIndex({**found.config, "pagefind": True}, ()).to_json()
            else:
                _arrange_results(config, None)
            file.write_text(text, encoding="utf-8")

    @event_priority(-150)
    def _end(self, config: MkDocsConfig) -> None:
        self._finish()

    on_post_build = CombinedEvent(_complete, _begin, _end)

    @event_priority(100)  # before the former site is deleted
    def on_build_error(self, error: Exception) -> None:
        """Have no more pages read, and nothing written after the build."""
        self._entries.close()
        with suppress(PluginError):
            self._finish()


def _takes_pagefind(config: MkDocsConfig, size: int) -> bool:
    """Whether readers search with Pagefind. Raises ``PluginError`` if a site asks for it that can't have it."""
    choice = config.plugins["trailbook/records"].config["search"]
    if choice == "material" or (choice == "auto" and size < LARGE):
        return False
    if lack := _lack(config):
        if choice == "pagefind":
            raise PluginError(f"'search: pagefind' of trailbook/records {lack}")
        log.info("readers load %.1f MB before they find anything, for Pagefind %s", size / 1e6, lack)
    return not lack


def _lack(config: MkDocsConfig) -> str:
    """What keeps a site from using Pagefind, and what to do; empty if nothing does."""
    from trailbook.site.files.pagefind_index import is_installed  # noqa: PLC0415
    from trailbook.text.errors import install_with  # noqa: PLC0415

    if not [*Path(config.site_dir).glob(_WORKERS)]:
        return "needs the theme Material; leave the option out"
    if any(name.endswith("offline") and plugin.config.get("enabled", True) for name, plugin in config.plugins.items()):
        return "can't be read without a server; leave out the plugin 'offline' or the option"
    return "" if is_installed() else f"needs a package; {install_with('search')}"


def _nothing() -> None:
    """Wait for nothing."""


def _pagefind(entries: Sequence[Entry], config: MkDocsConfig, *, has_releases: bool) -> Callable[[], None]:
    from trailbook.site.files.pagefind_index import PagefindError, begin_index, write_words  # noqa: PLC0415

    language, values = str(config.theme.get("language") or "en"), build_cache(config).values
    script = begin_index(entries, language, Path(config.site_dir), values)
    if has_releases:
        write_words(entries, Path(config.site_dir))

    def finish() -> None:
        try:
            _arrange_results(config, script())
        except PagefindError as error:
            raise PluginError(str(error)) from None

    return finish


def _arrange_results(config: MkDocsConfig, theirs: bytes | None) -> None:
    """Put a script before that of Material's search, or before ``theirs``, in the file that its pages name."""
    own = script("search.js")
    for file in Path(config.site_dir).glob(_WORKERS):
        before = file.read_bytes()
        if not before.startswith(own):
            file.write_bytes(b";\n".join((own, theirs or before)))
