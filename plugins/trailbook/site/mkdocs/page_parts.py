"""Takes out of Trailbook's own pages what they have too much of, and writes it to pages beside them."""

import re
from collections.abc import Collection, Iterable, Iterator

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils.templates import TemplateContext

from trailbook.site.mkdocs.files import is_generated_here
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.mkdocs.theme_frame import ThemeFrame
from trailbook.site.rendering.page import HtmlPage, url_of
from trailbook.site.rendering.parts import MOST, MOST_OF_A_RECORD, TAGGED, in_parts

_NAME = "trailbook/parts"
_TAGGED = re.compile(r"(</h[1-6]>\s*)<ul>(?=\s*<li>\s*<a )")
"""A list of the pages with a tag, as the tags plugin of Material writes it."""
_ID = re.compile(r'\sid="([^"]*)"')

log = get_plugin_logger("trailbook")


def part_pages(config: MkDocsConfig) -> None:
    """Let pages of a build have parts. Each plugin of Trailbook calls this; once is enough."""
    if _NAME not in config.plugins:
        config.plugins[_NAME] = PageParts()


class PageParts(BasePlugin[PluginConfig]):
    """Lays out pages in parts.

    - ``on_nav`` and ``on_env`` keep what laying out more pages needs;
    - ``on_page_context``, after search plugins have read all of a page, leaves in it what it may have;
    - ``on_post_build`` writes the parts.
    """

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation."""
        self._nav = nav
        self._parts: list[HtmlPage] = []
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme."""
        self._env, self._files = env, files
        return env

    @event_priority(-200)  # after all that adds to the page
    def on_page_context(
        self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Leave in a page what it may have, and keep the rest."""
        html = page.content or ""
        if (tagged := 'id="tag:' in html) or is_generated_here(page):
            html = _TAGGED.sub(rf'\1<ul class="{TAGGED}">', html) if tagged else html
            whole = HtmlPage(page.file.src_uri, str(page.title), html)
            most = MOST_OF_A_RECORD if "trailbook" in page.meta else MOST
            first, *parts = in_parts(whole, directory_urls=config.use_directory_urls, most=most)
            if parts:
                page.content = first.html
                page.toc.items[:] = _present(page.toc.items, frozenset(_ID.findall(first.html)))
                self._parts += parts
        return context

    @event_priority(-100)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write the parts."""
        depths = (url_of(part.path, config.use_directory_urls).count("/") for part in self._parts)
        layout = ThemeFrame(config, self._env, self._nav, self._files).layout(depths)
        for path in layout.write(self._parts):
            log.warning("%s: a page of the documentation has the place of a part of another; rename it", path)


def _present(entries: Iterable[AnchorLink], ids: Collection[str]) -> Iterator[AnchorLink]:
    """The entries of a table of contents that are still on the page."""
    for entry in entries:
        if entry.id in ids:
            entry.children = [*_present(entry.children, ids)]
            yield entry
