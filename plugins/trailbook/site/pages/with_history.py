"""The pages that tell more with a trail and are there without one: what was learned, and the dashboards."""

from collections.abc import Iterator, Sequence
from datetime import date

from trailbook.risk.reviews.reviews import ReviewState
from trailbook.site.pages.board import Board
from trailbook.site.pages.dashboards import DASHBOARDS, dashboards, has_dashboards
from trailbook.site.pages.lessons_page import LESSONS, has_lessons, lessons_of, lessons_page
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_view import TrailSite


def told_paths(sitemap: Sitemap) -> tuple[str, ...]:
    """The Markdown paths of the pages that there will be."""
    lessons = (LESSONS,) if has_lessons(sitemap) else ()
    boards = [dashboard.path for dashboard in DASHBOARDS] if has_dashboards(sitemap) else []
    return (*lessons, *boards)


def told_pages(
    sitemap: Sitemap, trails: TrailSite | None, reviews: Sequence[ReviewState], today: date | None
) -> Iterator[SitePage]:
    """The pages. A site whose trails are all empty tells what one without trails does."""
    trails = trails if trails and trails.trails else None
    found = lessons_of(sitemap, trails, today)
    if has_lessons(sitemap):
        yield lessons_page(sitemap, trails, found, today)
    yield from dashboards(Board(sitemap, trails, found, reviews, today))
