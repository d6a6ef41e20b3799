"""Fills the frames that a theme gave for pages of finished HTML, and writes the pages. Knows no generator."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from trailbook.site.rendering.page import HtmlPage, url_of
from trailbook.text.unseen import one_line

TITLE = "tb-shell-title"
CONTENT = '<h1 id="tb-shell-content"></h1>'
NAME = "tb-shell-page"


@dataclass(frozen=True)
class Frame:
    """A page that the theme laid out around the placeholders, and that page's own file and address."""

    html: str
    path: str
    url: str


@dataclass(frozen=True)
class Layout:
    """How a theme lays out a page, by the number of slashes in its address.

    ``taken`` are the files that the generator writes to the folder ``site`` itself.
    """

    site: str
    directory_urls: bool
    taken: frozenset[str]
    frames: Mapping[int, Frame]

    def write(self, pages: Iterable[HtmlPage]) -> list[str]:
        """Write pages, and give the files of those whose place is taken already."""
        laid_out = ((path, html.encode("utf-8", "xmlcharrefreplace")) for path, html in self.laid_out(pages))
        return self.write_files(laid_out)

    def write_files(self, files: Iterable[tuple[str, bytes]]) -> list[str]:
        """Write files by their path in the site, and give those whose place is taken already."""
        clashes: list[str] = []
        for path, content in files:
            if path in self.taken:
                clashes.append(path)
                continue
            file = Path(self.site, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return clashes

    def laid_out(self, pages: Iterable[HtmlPage]) -> Iterator[tuple[str, str]]:
        """The file in the site and the whole HTML of each page."""
        for page in pages:
            url = url_of(page.path, self.directory_urls)
            frame = self.frames[url.count("/")]
            html = frame.html.replace(TITLE, _anywhere(page.title))
            html = html.replace(frame.path, quote(page.path)).replace(frame.url, quote(url))
            yield f"{url}index.html" if self.directory_urls else url, html.replace(CONTENT, page.html)


def _anywhere(title: str) -> str:
    """A title that stays text wherever a theme puts it: between tags, in an attribute, in a script's string."""
    return escape(one_line(title)).replace("\\", "&#92;")
