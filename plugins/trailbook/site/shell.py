"""Lays out pages of finished HTML with the site's theme, at next to no cost each.

A theme takes milliseconds for every page, and a site with a trail page for each record has twice the pages.
All that differs between two pages at one depth of folders is their title, their address and their content. So
the theme lays out one page for each depth, and that layout is filled for all others. The pages are in no
navigation, search index or sitemap of the generator, which knows nothing of them.
"""

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from trailbook.site.markup import one_line
from trailbook.site.trail_pages import HtmlPage

_TITLE = "tb-shell-title"
_CONTENT = '<h1 id="tb-shell-content"></h1>'
_NAME = "tb-shell-page"


class Shell:
    """The theme's layout for pages at each depth."""

    def __init__(self, config: MkDocsConfig, env: Environment, nav: Navigation, files: Files) -> None:
        self._config = config
        self._env = env
        self._nav = nav
        self._files = files.documentation_pages()
        self._made: dict[int, str] = {}

    def laid_out(self, pages: Iterable[HtmlPage]) -> Iterator[tuple[str, str]]:
        """The path in the site and the whole HTML of each page."""
        for page in pages:
            file = self._file(page.path)
            depth = file.url.count("/")
            if depth not in self._made:
                self._made[depth] = self._layout(depth)
            layout = self._shell_file(depth)
            html = self._made[depth].replace(_TITLE, _anywhere(page.title))
            html = html.replace(layout.src_uri, quote(page.path)).replace(layout.url, file.url)
            yield file.dest_uri, html.replace(_CONTENT, page.html)

    def _layout(self, depth: int) -> str:
        page = Page(_TITLE, self._shell_file(depth), self._config)
        page.markdown, page.content = "", _CONTENT
        page.edit_url = None
        context = get_context(self._nav, self._files, self._config, page)
        return self._env.get_template("main.html").render(context)

    def _file(self, path: str) -> File:
        return File(path, None, self._config.site_dir, self._config.use_directory_urls)

    def _shell_file(self, depth: int) -> File:
        """A file whose page has an address with so many slashes."""
        folders = depth - 1 if self._config.use_directory_urls else depth
        return self._file(f"{'folder/' * folders}{_NAME}.md")


def _anywhere(title: str) -> str:
    """A title that stays text wherever a theme puts it: between tags, in an attribute, in a script's string."""
    return escape(one_line(title)).replace("\\", "&#92;")
