"""Takes out of Trailbook's own pages what they have too much of, and writes it to pages beside them."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape, unescape
from typing import Any, cast

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import normalize_url
from mkdocs.utils.templates import TemplateContext

from trailbook.site.mkdocs.files import is_generated_here
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.mkdocs.theme_frame import ThemeFrame
from trailbook.site.rendering.page import HtmlPage, Place, frame_kind
from trailbook.site.rendering.parts import MOST, MOST_OF_A_RECORD, TAGGED, in_parts
from trailbook.site.rendering.translation import translated

_NAME = "trailbook/parts"
_TAGGED = re.compile(
    r'(<h[1-6] id="tag:[^>]*>)(.*?)(?:<a class="headerlink".*?</a>)?(</h[1-6]>)\s*<ul>(\s*<li>\s*<a .*?</ul>)',
    re.DOTALL,
)
"""A tag and the list of the pages with it, as the tags plugin of Material writes them."""
_SOURCE = re.compile(r'<p class="tb-source">')
_ID = re.compile(r'\sid="([^"]*)"')

log = get_plugin_logger("trailbook")


def split_long_pages(config: MkDocsConfig) -> None:
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
        tags: Any = cast("dict[str, Any]", context).pop("tags", ()) if "trailbook" in page.meta else ()
        if tags:
            page.content = _with_tags(page, [(one.name, one.url) for one in tags])
        html = page.content or ""
        if (tagged := 'id="tag:' in html) or is_generated_here(page):
            page.content = html = _with_folded_tags(html) if tagged else html
            whole = HtmlPage(page.file.src_uri, str(page.title), html, place=Place(page.file.src_uri))
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
        kinds = (frame_kind(part.path, part.place, config.use_directory_urls) for part in self._parts)
        layout = ThemeFrame(config, self._env, self._nav, self._files).layout(kinds)
        for path in layout.write(self._parts):
            log.warning("%s: a page of the documentation has the place of a part of another; rename it", path)


def _with_folded_tags(html: str) -> str:
    """A page of tags on which each unfolds, and whose title has below it how many there are."""
    tags = [(_plain(found[2]), _HREF.findall(found[4])) for found in _TAGGED.finditer(html)]
    if not tags:
        return html
    title = _TITLE.match(html)
    place = title.end() if title else 0
    return f"{html[:place]}{_tags_in_sum(tags)}\n{_TAGGED.sub(_folded, html[place:])}"


_TITLE = re.compile(r"\s*<h1\b.*?</h1>\n?", re.DOTALL)
_HREF = re.compile(r'<a href="([^"]*)"')
_MOST_TAGS = 3
"""How many tags a page names as those with the most pages, if it has more."""


def _tags_in_sum(tags: Sequence[tuple[str, Sequence[str]]]) -> str:
    """How many tags there are, on how many pages, and which are on the most of these; nothing of a single page."""
    pages = {href for _, hrefs in tags for href in hrefs}
    if len(pages) < 2:
        return ""
    said = translated("{0} tags on {1} pages.") if len(tags) > 1 else translated("1 tag on {1} pages.")
    said = escape(said).replace("{0}", f"<strong>{len(tags)}</strong>").replace("{1}", f"<strong>{len(pages)}</strong>")
    most = sorted(tags, key=lambda tag: -len(tag[1]))[:_MOST_TAGS]
    if len(tags) > _MOST_TAGS and len(most[-1][1]) > 1:
        named = ", ".join(f"{escape(name)} ({len(hrefs)})" for name, hrefs in most)
        said = f"{said} {escape(translated('The most pages: {0}.')).replace('{0}', named)}"
    return f'<p class="tb-verdict">{said}</p>'


def _plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def _folded(found: re.Match[str]) -> str:
    """A tag with the number of its pages, which unfold."""
    opening, title, closing, rows = found.groups()
    count = f'<span class="tb-count">{rows.count("<li>")}</span>'
    head = f"<summary>{opening}{title}{closing} {count}</summary>"
    return f'<details class="tb-fold tb-group tb-tag">{head}\n<ul class="{TAGGED}">{rows}\n</details>'


def _with_tags(page: Page, tags: Iterable[tuple[str, str | None]]) -> str:
    """The page of a record with its tags behind its text, where Material has them above its title.

    The tags of a record are escaped once already, as a theme shows them unescaped.
    """
    html, links = page.content or "", []
    for name, url in tags:
        href = f' href="{escape(normalize_url(url, page))}"' if url else ""
        links.append(f'<a class="md-tag"{href}>{escape(unescape(name))}</a>')
    place = found.start() if (found := _SOURCE.search(html)) else len(html)
    return f'{html[:place]}<nav class="md-tags">{" ".join(links)}</nav>\n{html[place:]}'


def _present(entries: Iterable[AnchorLink], ids: Collection[str]) -> Iterator[AnchorLink]:
    """The entries of a table of contents that are still on the page."""
    for entry in entries:
        if entry.id in ids:
            entry.children = [*_present(entry.children, ids)]
            yield entry
