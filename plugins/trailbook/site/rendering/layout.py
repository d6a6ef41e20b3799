"""Fills pages of ready HTML into the frames of a theme, and writes them. Knows no generator."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from trailbook.site.rendering.page import FrameKind, HtmlPage, frame_kind, url_of
from trailbook.site.rendering.parts import in_parts
from trailbook.text.unseen import one_line

TITLE = "tb-shell-title"
CONTENT = '<h1 id="tb-shell-content"></h1>'
NAME = "tb-shell-page"
PARENT, PARENT_TITLE = "tb-shell-record", "tb-shell-named"
_OWN_ENTRY = re.compile(r'<li class="md-nav__item md-nav__item--active">\s*<input[^>]*\bid="__toc">.*?</li>', re.DOTALL)
_ENTRY = '<li class="md-nav__item"><a href="{}" class="md-nav__link"><span class="md-ellipsis">{}</span></a></li>'
"""The entry of a page in the navigation of Material, where the page is the one that is open and where it is not."""


@dataclass(frozen=True)
class Frame:
    """A page that the theme laid out around placeholders, with the file and the address of that page."""

    html: str
    path: str
    url: str


@dataclass(frozen=True)
class Layout:
    """The frames of a theme, by what the pages with the same frame share.

    ``taken`` are the files that the generator writes to the folder ``site`` itself.
    """

    site: str
    directory_urls: bool
    taken: frozenset[str]
    frames: Mapping[FrameKind, Frame]

    def write(self, pages: Iterable[HtmlPage]) -> list[str]:
        """Write pages. Returns the files that were already taken."""
        return self.write_files(self.files(pages))

    def files(self, pages: Iterable[HtmlPage]) -> Iterator[tuple[str, bytes]]:
        """The file in the site of each page and its parts, with its content."""
        return ((path, html.encode("utf-8", "xmlcharrefreplace")) for path, html in self.laid_out(pages))

    def write_files(self, files: Iterable[tuple[str, bytes]]) -> list[str]:
        """Write files by their path in the site. Returns the paths that were already taken."""
        clashes: list[str] = []
        for path, content in files:
            if path in self.taken:
                clashes.append(path)
                continue
            file = Path(self.site, path)
            if not is_there(file, content):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        return clashes

    def laid_out(self, pages: Iterable[HtmlPage]) -> Iterator[tuple[str, str]]:
        """The file in the site and the complete HTML of each page and its parts."""
        for page in chain.from_iterable(in_parts(page, directory_urls=self.directory_urls) for page in pages):
            url = url_of(page.path, self.directory_urls)
            frame = self.frames[frame_kind(page.path, page.place, self.directory_urls)]
            html = self._placed(frame.html, page, "../" * url.count("/")).replace(TITLE, _anywhere(page.title))
            html = html.replace(frame.path, quote(page.path)).replace(frame.url, quote(url))
            html = html.replace(f"{NAME}.html", quote(url.rpartition("/")[2]))  # how it leads to itself
            yield f"{url}index.html" if self.directory_urls else url, html.replace(CONTENT, page.html)

    def _placed(self, html: str, page: HtmlPage, root: str) -> str:
        """A frame with the record that a page is below, and the pages beside it in the navigation."""
        if page.place.parent is None:
            return html
        title, path = page.place.parent
        html = html.replace(PARENT, quote(url_of(path, self.directory_urls))).replace(PARENT_TITLE, _anywhere(title))
        own = _OWN_ENTRY.search(html)
        if own is None or not page.place.beside:
            return html
        entries = (
            own[0]
            if path == page.path
            else _ENTRY.format(f"{root}{quote(url_of(path, self.directory_urls))}", _anywhere(title))
            for title, path in page.place.beside
        )
        return f"{html[: own.start()]}{''.join(entries)}{html[own.end() :]}"


def _anywhere(title: str) -> str:
    """A title that is inert wherever a theme puts it: between tags, in an attribute, in a string of a script."""
    return escape(one_line(title)).replace("\\", "&#92;")


def digest_of(content: bytes) -> str:
    """A digest of the content of a file."""
    return blake2b(content, digest_size=16).hexdigest()


def is_written(file: Path, digest: str) -> bool:
    """Whether a file is there, with the content that has a digest."""
    try:
        return digest_of(file.read_bytes()) == digest
    except OSError:
        return False


def is_there(file: Path, content: bytes) -> bool:
    """Whether a former build wrote the same, which then counts as written now: writing it again may take longer."""
    try:
        if file.read_bytes() != content:
            return False
        os.utime(file)
    except OSError:
        return False
    return True
