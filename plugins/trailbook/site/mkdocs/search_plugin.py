"""Lets search plugins read of a page what is worth searching, and makes what they wrote find more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from trailbook.site.files.assets import script
from trailbook.site.mkdocs.files import is_generated_here
from trailbook.site.mkdocs.kept_entries import KeptEntries
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.rendering.searchable import Searchable, searchable

if TYPE_CHECKING:
    from trailbook.site.files.search_pages import SearchedPage
    from trailbook.site.rendering.sitemap import Sitemap

NAME = "trailbook/search"
INDEX = "search/search_index.json"
_WORKERS = "assets/javascripts/workers/search.*.min.js"


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
    - ``on_post_build`` adds to their index, before a plugin for reading without a server copies it, and to the script
      of Material's search.
    """

    def __init__(self) -> None:
        super().__init__()
        self.searched: tuple[SearchedPage, ...] = ()
        """Pages that are written at the end of a build, so that no plugin reads them."""
        self._generated: dict[str, str] = {}
        self._page = Searchable("", "", ())
        self._entries = KeptEntries()

    @event_priority(100)
    def _take_out(self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        self._page = searchable(page.content or "")
        page.content = self._entries.html_to_read(page, self._page.html, config)
        if is_generated_here(page):
            self._generated[page.file.src_uri] = page.url
        return context

    @event_priority(-50)  # before the trail adds its marks to the whole page
    def _put_back(self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        page.content = self._page.whole(self._entries.html_that_was_read(page.content or ""))
        return context

    on_page_context = CombinedEvent(_take_out, _put_back)

    @event_priority(-90)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Add what the records say to the index, in a site that has both."""
        sitemap: Sitemap | None = getattr(config.plugins.get("trailbook/records"), "sitemap", None)
        file = Path(config.site_dir, INDEX)
        if sitemap is None or not file.is_file():
            return
        from trailbook.site.files.search_index import SearchIndex, with_records  # noqa: PLC0415 - slow to import, and not needed for plain pages
        from trailbook.site.files.search_pages import searched_pages  # noqa: PLC0415

        if index := SearchIndex.read(file.read_text(encoding="utf-8")):
            pages = (*searched_pages(sitemap, self._generated), *self.searched)
            file.write_text(with_records(index, sitemap, pages).to_json(), encoding="utf-8")
            self._arrange_results(config)

    def _arrange_results(self, config: MkDocsConfig) -> None:
        """Put a script before that of Material's search, in the file that its pages name."""
        own = script("search.js")
        for file in Path(config.site_dir).glob(_WORKERS):
            theirs = file.read_bytes()
            if not theirs.startswith(own):
                file.write_bytes(b";\n".join((own, theirs)))
