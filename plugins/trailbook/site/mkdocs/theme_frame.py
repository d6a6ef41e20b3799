"""Lays out pages of ready HTML with the theme of the site, at next to no cost each.

A theme takes milliseconds for every page, and a trail page for each record doubles the number of pages. Two pages at
the same depth of folders and below the same entry of the navigation differ only in title, address, content and the
record that they are about. So the theme lays out one page for each of these kinds, and the others are filled into its
frame. MkDocs does not know these pages: they are in no search index or sitemap, and in no navigation but their own.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from trailbook.site.mkdocs.content_policy import with_policy_of
from trailbook.site.rendering.layout import CONTENT, NAME, PARENT, PARENT_TITLE, TITLE, Frame, Layout
from trailbook.site.rendering.page import FrameKind
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
        self._all = files
        self._taken = frozenset(file.dest_uri for file in files)

    def layout(self, kinds: Iterable[FrameKind]) -> Layout:
        """The layout for pages of these kinds."""
        frames = {kind: self._frame(*kind) for kind in sorted(set(kinds))}
        return Layout(self._config.site_dir, self._config.use_directory_urls, self._taken, frames)

    def _frame(self, depth: int, under: str, nested: bool) -> Frame:
        folders = depth - 1 if self._config.use_directory_urls else depth
        path = f"{'folder/' * folders}{NAME}.md"
        page = Page(TITLE, File(path, None, self._config.site_dir, self._config.use_directory_urls), self._config)
        page.markdown, page.content = "", CONTENT
        page.edit_url = None
        page.meta = {"hide": ["toc"]}  # that of a frame would be empty
        with self._placed(page, under, nested):
            context = get_context(self._nav, self._files, self._config, page)
            html = self._env.get_template("main.html").render(context)
        html = with_door(html, self._config, page.url)
        html = with_policy_of(self._config, html)
        return Frame(html, page.file.src_uri, page.file.url)

    @contextmanager
    def _placed(self, page: Page, under: str, nested: bool) -> Iterator[None]:
        """A page in the navigation, below an entry of it, and there below the page of a record if it is ``nested``.

        The entry becomes a section that holds nothing else of its folder, which may be long. Without such an entry the
        page is nowhere.
        """
        file = self._all.get_file_from_path(under) if under else None
        if file is None or (head := file.page) is None:
            yield
            return
        entry: StructureItem = head.parent if head.parent is not None and _is_first(head) else head
        entries = entry.parent.children if entry.parent is not None else self._nav.items
        place = next((number for number, other in enumerate(entries) if other is entry), None)
        if place is None:
            yield
            return
        section = _section(str(entry.title), [_as_index(head)], entry.parent)
        around = section
        if nested:
            record = File(f"{PARENT}/index.md", None, self._config.site_dir, self._config.use_directory_urls)
            record.url = PARENT
            around = _section(PARENT_TITLE, [Page(PARENT_TITLE, record, self._config)], section)
            section.children.append(around)
        around.children.append(page)
        section.children += _elsewhere(entry, head)
        page.parent = around
        entries[place] = section
        page.active = True
        try:
            yield
        finally:
            page.active = False
            entries[place] = entry


def _is_first(page: Page) -> bool:
    """Whether a page is what its section leads to."""
    return page.is_index and page.parent is not None and page.parent.children[0] is page


def _elsewhere(entry: StructureItem, head: Page) -> list[StructureItem]:
    """What else a section holds, which the page of a folder leads, than the pages of that folder."""
    folder = head.file.src_uri.rpartition("/")[0]
    others = entry.children[1:] if isinstance(entry, Section) else []
    return [one for one in others if not (isinstance(one, Page) and one.file.src_uri.startswith(f"{folder}/"))]


def _section(title: str, children: list[StructureItem], parent: Section | None) -> Section:
    section = Section(title, children)
    section.parent = parent
    return section


def _as_index(page: Page) -> Page:
    """A page as what its section leads to."""
    if page.is_index:
        return page
    index, file = copy(page), copy(page.file)
    file.url, file.name = page.file.url, "index"
    index.file = file
    return index


def with_door(html: str, config: MkDocsConfig, url: str) -> str:
    """A complete page at an address with the way to the playbooks that respond; unchanged if there are none."""
    plugin = config.plugins.get("trailbook/records")
    return with_way_in(html, get_relative_url(DOOR, url)) if getattr(plugin, "responds", False) else html
