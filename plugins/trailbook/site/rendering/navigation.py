"""Folders in ``nav``: an entry that ends in ``/`` stands for all pages of that folder, its index first.

Pages of an inner folder with an entry of its own belong to that entry. An entry or a link that names a page which
a site has only once it has records is left out as long as there are none.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trailbook.records.origins import FOLDER
from trailbook.records.references import MarkdownLink, Token, replace_tokens
from trailbook.site.rendering.page import SitePage


def expand_folders(nav: Any, paths: Iterable[str], absent: Collection[str] = (), order: Sequence[str] = ()) -> Any:
    """The ``nav`` of a mkdocs.yml with its folder entries replaced by the pages of the folders.

    Pages of a folder that are in ``order`` come in that order, before the others in the order of their paths. Entries
    for pages that are ``absent`` are left out, and so is a section that holds nothing else than these and folders
    without pages.
    """
    places = {path: place for place, path in enumerate(order)}

    def index_first(path: str) -> tuple[str, bool, int, str]:
        folder, _, name = path.rpartition("/")
        return folder, name not in ("index.md", "README.md"), places.get(path, len(places)), name

    return _expand(nav, _Folders(sorted(paths, key=index_first), tuple(_folders(nav)), absent))


def without_links_to(absent: Collection[str], markdown: str, page: str) -> str:
    """The Markdown of an author's page in which links to pages that are ``absent`` are their text."""

    def replace(token: Token) -> str:
        link = MarkdownLink.parse(token)
        return link.text if link and link.from_page(page) in absent else token.text

    return replace_tokens(markdown, replace) if absent and "](" in markdown else markdown


@dataclass(frozen=True)
class _Folders:
    """The pages of a site, the folders that have an entry in its ``nav``, and the pages that are left out."""

    paths: list[str]
    named: tuple[str, ...]
    absent: Collection[str]

    def pages(self, folder: str) -> list[str]:
        """The pages of a folder that do not belong to an entry for an inner folder."""
        inner = tuple(name for name in self.named if name != folder and name.startswith(folder))
        return [path for path in self.paths if path.startswith(folder) and not path.startswith(inner)]


def listing_page(page: SitePage) -> str:
    """The Markdown path of the page that lists a page about one other repository; empty for all other pages.

    Such pages are not in the navigation: there may be thousands, of which each page would show those beside it.
    """
    if (page.source or page.path).startswith(f"{FOLDER}/"):
        return SOURCES if page.path != SOURCES else ""
    is_of_other = not page.source and page.path.startswith(f"{APPLICATIONS}/") and page.path.count("/") > 2
    return f"{APPLICATIONS}/index.md" if is_of_other else ""


SOURCES = f"{FOLDER}/index.md"
"""The Markdown path of the page of all other repositories."""
APPLICATIONS = "playbooks/for"
"""The folder of the playbooks of applications, with a folder in it for those of each other repository."""


def titles_in(nav: Any) -> dict[str, str]:
    """The titles that the ``nav`` of a mkdocs.yml gives to pages, by their Markdown paths."""
    if isinstance(nav, list):
        return {path: title for entry in nav for path, title in titles_in(entry).items()}
    found: dict[str, str] = {}
    for title, part in nav.items() if isinstance(nav, dict) else ():
        found |= {part: str(title)} if isinstance(part, str) else titles_in(part)
    return found


def _folders(entry: Any) -> Iterator[str]:
    """The folders that an entry and the entries below it name."""
    if isinstance(entry, list | dict):
        for part in entry.values() if isinstance(entry, dict) else entry:
            yield from _folders(part)
    elif _is_folder(entry):
        yield entry


def _expand(entry: Any, folders: _Folders) -> Any:
    if isinstance(entry, list):
        return [part for inner in entry for part in _entries(inner, folders)]
    if isinstance(entry, dict):
        expanded = {title: (part, _expand(part, folders)) for title, part in entry.items()}
        return {title: new for title, (old, new) in expanded.items() if new or not old}
    if isinstance(entry, str) and entry in folders.absent:
        return None
    return folders.pages(entry) if _is_folder(entry) else entry


def _entries(entry: Any, folders: _Folders) -> list[Any]:
    """What an entry of a list becomes; an untitled folder becomes all its pages."""
    if _is_folder(entry):
        return folders.pages(entry)
    expanded = _expand(entry, folders)
    return [expanded] if expanded or not entry else []


def _is_folder(entry: Any) -> bool:
    return isinstance(entry, str) and entry.endswith("/") and "://" not in entry
