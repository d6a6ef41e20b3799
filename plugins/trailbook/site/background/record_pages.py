"""What the trail's work adds in a site of records: reviews, lessons, dashboards, pictures, pages of single items."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property

from trailbook.risk.reviews.reviews import Evidence, ReviewState
from trailbook.site.background.messages import TrailRequest
from trailbook.site.files.knowledge_json import DATA as KNOWLEDGE
from trailbook.site.files.knowledge_json import knowledge_files, revisions_of
from trailbook.site.files.permanent_links import past_places, permanent_files
from trailbook.site.pages.item_pages import item_pages
from trailbook.site.pages.reviews_page import CALENDAR, REVIEWS, has_reviews, reviews_feed, reviews_page, states_of
from trailbook.site.pages.trail_pictures import pictures
from trailbook.site.pages.with_history import told_pages, told_paths
from trailbook.site.rendering.page import HtmlPage, SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_view import Changed, TrailSite
from trailbook.trail.git.head import newest_commit, now_at
from trailbook.trail.git.repository import Repository


def markdown_paths(sitemap: Sitemap) -> Iterator[str]:
    """The Markdown paths of the pages that there will be."""
    if has_reviews(sitemap):
        yield REVIEWS
    yield from told_paths(sitemap)


class TrailOfRecords:
    """The pages and files of one site, once its trails are known."""

    def __init__(self, request: TrailRequest, site: TrailSite, evidence: Evidence) -> None:
        self._request = request
        self._site = site
        self._evidence = evidence

    @cached_property
    def reviews(self) -> list[ReviewState]:
        """How each record's review stands."""
        return states_of(self._site.sitemap, self._evidence, self._today)

    @cached_property
    def _now(self) -> datetime | None:
        return now_at(self._request.root)

    @property
    def _today(self) -> date | None:
        return self._now.date() if self._now else None

    def markdown(self) -> Iterator[SitePage]:
        """The pages that the generator lays out."""
        site = self._site
        if self.reviews:
            yield reviews_page(site.sitemap, self.reviews, self._today, site.forge)
        yield from told_pages(site.sitemap, site, self.reviews, self._today)

    def changed(self) -> dict[str, Changed]:
        """The pictures of what changed, by record."""
        return dict(pictures(self._site, Repository(self._request.root))) if self._site.trails else {}

    def html(self) -> Iterator[HtmlPage]:
        """The pages that are written at the end."""
        return item_pages(self._site.sitemap, self._site)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The files that no theme lays out."""
        request, sitemap = self._request, self._site.sitemap
        yield from permanent_files(sitemap, past_places(self._site), request.address)
        if not (request.root / request.docs / KNOWLEDGE).exists():
            revisions = revisions_of(self._site.trails)
            yield from knowledge_files(sitemap, newest_commit(request.root), revisions).items()
        if self.reviews:
            yield CALENDAR, reviews_feed(sitemap, self.reviews, request.name, request.address, self._now)
