"""Lays out pages of ready HTML with the theme of the site, at next to no cost each.

A theme takes milliseconds for every page, and a trail page for each record doubles the number of pages. Two pages at
the same depth of folders differ only in title, address and content. So the theme lays out one page for each depth, and
the others are filled into that frame. MkDocs does not know these pages: they are in no navigation, search index or
sitemap.
"""

from collections.abc import Iterable

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from trailbook.site.mkdocs.content_policy import with_policy_of
from trailbook.site.rendering.layout import CONTENT, NAME, TITLE, Frame, Layout
from trailbook.site.rendering.way_in import with_way_in

DOOR = "go/index.html"
"""The page that lists the playbooks that respond; its whole name, for a site that is read from a disk."""


class ThemeFrame:
    """Renders the frames that the theme puts around pages."""

    def __init__(self, config: MkDocsConfig, env: Environment, nav: Navigation, files: Files) -> None:
        self._config = config
        self._env = env
        self._nav = nav
        self._files = files.documentation_pages()
        self._taken = frozenset(file.dest_uri for file in files)

    def layout(self, depths: Iterable[int]) -> Layout:
        """The layout for pages whose addresses have these numbers of slashes."""
        frames = {depth: self._frame(depth) for depth in sorted(set(depths))}
        return Layout(self._config.site_dir, self._config.use_directory_urls, self._taken, frames)

    def _frame(self, depth: int) -> Frame:
        folders = depth - 1 if self._config.use_directory_urls else depth
        path = f"{'folder/' * folders}{NAME}.md"
        page = Page(TITLE, File(path, None, self._config.site_dir, self._config.use_directory_urls), self._config)
        page.markdown, page.content = "", CONTENT
        page.edit_url = None
        context = get_context(self._nav, self._files, self._config, page)
        html = self._env.get_template("main.html").render(context)
        html = with_door(html, self._config, page.url)
        html = with_policy_of(self._config, html)
        return Frame(html, page.file.src_uri, page.file.url)


def with_door(html: str, config: MkDocsConfig, url: str) -> str:
    """A complete page at an address with the way to the playbooks that respond; unchanged if there are none."""
    plugin = config.plugins.get("trailbook/records")
    return with_way_in(html, get_relative_url(DOOR, url)) if getattr(plugin, "responds", False) else html
