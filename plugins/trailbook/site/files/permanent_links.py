"""Permanent addresses: ``id/POL-SHARING.C2/`` leads to where that item is now, ``id/POL-SHARING/`` to its record.

Files and their pages may be renamed, but an id never changes, so these are the links for a ticket or a contract.
There is one for every item; each is a small file without the theme.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urljoin

from trailbook.records.model import ITEM_ID, RECORD_ID, SOURCE
from trailbook.site.rendering.bare_page import bare_page
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.text.unseen import one_line


@dataclass(frozen=True)
class PermanentLink:
    """Where something with an id is published: reference, title, the page's Markdown path and the anchor there."""

    reference: str
    title: str
    path: str
    anchor: str = ""


def permanent_links(sitemap: Sitemap) -> Iterator[PermanentLink]:
    """The place of each published record with an id, and of each of its items."""
    for id, path in sitemap.paths.items():
        record = sitemap.knowledge.records[id]
        if record.kind != "page":
            yield PermanentLink(id, record.title, path)
            for item in record.items():
                reference = f"{id}.{item.id}"
                yield PermanentLink(reference, item.label, sitemap.page_of(reference) or path, item.id)


def past_permanent_links(site: TrailSite) -> Iterator[PermanentLink]:
    """The place in the trail of each removed record, and of each item that was removed from a record."""
    for trail in site.trails:
        record, path = trail.record, site.paths[trail.record]
        closed = site.is_closed(trail)
        if not re.fullmatch(rf"(?:{SOURCE}/)?{RECORD_ID}", record) or not (closed or record in site.sitemap.paths):
            continue
        if closed:
            yield PermanentLink(record, f"the trail of {record}, which is gone", path)
        for item, noun in site.nouns(trail).items():
            reference = f"{record}.{item}"
            was_there = noun != "section" and re.fullmatch(ITEM_ID, item)
            if was_there and reference not in site.sitemap.knowledge.items:
                yield PermanentLink(reference, f"the trail of {record}: {reference} is gone", path)


def permanent_files(
    sitemap: Sitemap, found: Iterable[PermanentLink], site_url: str | None
) -> Iterator[tuple[str, bytes]]:
    """The file at the permanent address of each place, by its path in the site.

    With the address of the site the canonical link is absolute, as search engines require; else it is relative.
    """
    for place in found:
        own = sitemap.permanent_path(place.reference)
        anchor = f"#{quote(place.anchor)}" if place.anchor else ""
        href = sitemap.between(own, place.path) + anchor
        whole = quote(sitemap.address(place.path)) + anchor
        canonical = urljoin(f"{site_url.rstrip('/')}/", whole) if site_url else href
        reference, title = escape(place.reference), escape(one_line(place.title))
        page = bare_page(
            title=f"{reference}: {title}",
            heading=reference,
            body=f'<p>Go to <a href="{escape(href)}">{title}</a></p>',
            head=f'<meta http-equiv="refresh" content="0; url={escape(href)}">\n'
            f'<link rel="canonical" href="{escape(canonical)}">',
        )
        url = sitemap.address(own)
        yield f"{url}index.html" if sitemap.directory_urls else url, page
