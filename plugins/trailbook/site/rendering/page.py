"""Pages of the site before a generator sees them, their addresses, and the paths of the pages about all trails."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath


@dataclass(frozen=True)
class SitePage:
    """A page of plain Markdown. ``path`` is relative to the documentation folder; ``source`` to the root.

    ``source`` is the file to edit to change the page; None for a page that is generated from many records.
    """

    path: str
    markdown: str
    source: str | None = None


@dataclass(frozen=True)
class Place:
    """Where a page that is no entry of the navigation is shown in it, all by Markdown paths.

    ``under`` is the page of the navigation that it belongs to, ``parent`` the title and the page of the record between
    the two, if there is one, and ``beside`` what is shown with it below that record: titles and pages, itself included.
    """

    under: str = ""
    parent: tuple[str, str] | None = None
    beside: tuple[tuple[str, str], ...] = ()


NOWHERE = Place()
FrameKind = tuple[int, str, bool]
"""What pages with the same frame share: the slashes of their addresses, what they are under, and if below a record."""


@dataclass(frozen=True)
class HtmlPage:
    """A page of ready HTML that the theme lays out. ``path`` is that of a Markdown file with the same address.

    ``is_part`` says that it is a part of another page (``trailbook.site.rendering.parts``), which has no parts itself.
    """

    path: str
    title: str
    html: str
    is_part: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True)
class SearchedPage:
    """A page and what is known of it beyond what a search plugin reads.

    ``location`` is its address from the site's root, ``text`` what a result shows first, as HTML. A page that no search
    plugin reads has a ``title``, as HTML too. ``also`` are words for it that are not on it. ``is_generated`` is whether
    Trailbook made its headings. ``about`` is the address of the page that it belongs to, None if to none: where that
    is not searched, it is not either.
    """

    location: str
    kind: str
    title: str = ""
    text: str = ""
    also: tuple[str, ...] = ()
    weight: float = 1.0
    is_generated: bool = True
    about: str | None = None


@lru_cache(maxsize=100_000)  # each link on each page asks
def url_of(path: str, directory_urls: bool = True) -> str:
    """The address of a Markdown file's page from the site's root, ``""`` for the home page."""
    page = PurePosixPath(path)
    if page.stem in ("index", "README"):
        folder = page.parent.as_posix()
        address = "" if folder == "." else f"{folder}/"
        return address if directory_urls else f"{address}index.html"
    return f"{page.with_suffix('')}/" if directory_urls else str(page.with_suffix(".html"))


def frame_kind(path: str, place: Place, directory_urls: bool = True) -> FrameKind:
    """The kind of frame for a page."""
    return url_of(path, directory_urls).count("/"), place.under, place.parent is not None


LOG, GAPS, EFFECTS, ACCOUNTS = "decisions.md", "gaps.md", "effects.md", "accounts.md"
SIGN_OFFS, CHANGES = "sign-offs.md", "changes.md"
"""The Markdown paths of the pages about all trails."""


def trail_paths(*, log: bool, sign_offs: bool) -> Iterator[str]:
    """The Markdown paths of those pages that a site has: the log with its companions, and the page of sign-offs."""
    yield from (LOG, CHANGES, GAPS, EFFECTS, ACCOUNTS) if log else ()
    yield from (SIGN_OFFS,) if sign_offs else ()
