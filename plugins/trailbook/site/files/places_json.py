"""Where everything with a name is, for the browser: to jump to an id, and to find what has moved.

``places.json`` lists what there is, ``moved.json`` what was elsewhere before. Addresses are relative to the site's
first page. Both are loaded only when somebody asks, so they are kept small, and are no contract for other programs.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from trailbook.contributing.questions import QUESTIONS
from trailbook.records.document import page_path
from trailbook.records.kinds import KINDS
from trailbook.records.vocabulary import words
from trailbook.site.files.incident_mode import place_of, responses
from trailbook.site.files.permanent_links import past_permanent_links
from trailbook.site.rendering.page import url_of
from trailbook.site.rendering.sitemap import ITEM_PAGES, Sitemap, register_path
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.text.output import inert_json
from trailbook.text.unseen import one_line
from trailbook.trail.decisions import Trail

PLACES, MOVED = "places.json", "moved.json"
"""The paths of the files in the site."""
_UNNAMED = ("finding state", "tick", "source")
"""The nouns of items that nobody jumps to."""


def places_file(sitemap: Sitemap, pages: Iterable[tuple[str, str]], trails: bool) -> bytes:
    """What can be jumped to: records with their items, other ``pages`` (title and address), and what can be begun.

    ``trails`` says whether each record has a page of its trail.
    """
    found = {
        "permanent": sitemap.address(sitemap.permanent_path("@")),
        "own": {noun: sitemap.address(f"{folder}/@.md") for noun, folder in ITEM_PAGES.items()},
        "records": [_record(sitemap, id, trails) for id, path in sitemap.paths.items() if _has_id(sitemap, id)],
        "pages": [[one_line(title), url] for title, url in pages],
        "respond": [[one_line(one.title), quote(place_of(sitemap, one.id))] for one in responses(sitemap)],
        "new": [*_new(sitemap)] if sitemap.edits else [],
    }
    return inert_json(found).encode()


def _address(sitemap: Sitemap, path: str) -> str:
    """The address of a page as a link has it: what a file's name holds is no scheme, query or fragment."""
    return sitemap.moved.get(path) or quote(url_of(path, sitemap.directory_urls))


def _has_id(sitemap: Sitemap, id: str) -> bool:
    return sitemap.knowledge.records[id].kind != "page"


def _record(sitemap: Sitemap, id: str, trails: bool) -> list[object]:
    """Id, title, kind, address, address of the trail (empty without one), and its items: id, title, noun.

    An item that is on another page than its record has the address of that at its end.
    """
    record, path = sitemap.knowledge.records[id], sitemap.paths[id]
    pages = {item.id: sitemap.page_of(f"{id}.{item.id}") for item in record.items() if item.noun not in _UNNAMED}
    elsewhere = {item: [_address(sitemap, page)] for item, page in pages.items() if page and page != path}
    named = (item for item in record.items() if item.id in pages)
    items = [[item.id, one_line(item.label), item.noun, *elsewhere.get(item.id, [])] for item in named]
    trail = _address(sitemap, f"trail/{path}") if trails else ""
    return [id, one_line(record.title), words(record.kind), _address(sitemap, path), trail, items]


def _new(sitemap: Sitemap) -> Iterator[list[str]]:
    for kind in QUESTIONS:
        if sitemap.published(KINDS[kind]):
            yield [words(kind), _address(sitemap, register_path(kind))]


def moved_file(site: TrailSite) -> bytes:
    """What the history knows of former places: pages by the addresses that they had, and ids that are gone or changed.

    What is at an address now has not moved.
    """
    sitemap = site.sitemap
    taken = {_plain(sitemap.address(path)) for path in sitemap.paths.values()}
    pages = {_plain(old): new for trail in site.trails for old, new in _former(sitemap, trail)}
    gone = {place.reference: _address(sitemap, place.path) for place in past_permanent_links(site)}
    changed = dict(pair for trail in site.trails for pair in _renamed(trail))
    found = {"pages": {old: new for old, new in pages.items() if old not in taken}, "gone": gone, "ids": changed}
    return inert_json(found).encode()


def _former(sitemap: Sitemap, trail: Trail) -> Iterator[tuple[str, str]]:
    """The addresses of a record's page under the names that its file had, each with the address of today."""
    if (path := sitemap.paths.get(trail.record)) is not None:
        for name in {decision.path for decision in trail.decisions}:
            if (former := page_path(name, sitemap.docs)) != path:
                yield sitemap.address(former), _address(sitemap, path)


def _renamed(trail: Trail) -> Iterator[tuple[str, str]]:
    """The references that items had before, each with the one that it became."""
    changes = (change for decision in trail.decisions for change in decision.changes)
    moved = (one for one in changes if one.kind == "moved" and one.field == "id")
    return ((f"{trail.record}.{one.before}", f"{trail.record}.{one.item}") for one in moved)


def _plain(address: str) -> str:
    """An address without what hosts leave out or add."""
    return address.strip("/").removesuffix("index.html").strip("/").removesuffix(".html")
