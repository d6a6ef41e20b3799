"""The trail's share of a build: what the generator's pages need of it, then pages of its own. Knows no generator.

``python -m trailbook.site.trail_work FOLDER`` does it beside the build, as ``trail_process`` asks.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from trailbook.records import FOLDERS, load
from trailbook.risk.reviews import NOTHING, ReviewState, evidence_of
from trailbook.site.effects_page import effects_page
from trailbook.site.feed import FEED, feed
from trailbook.site.forge import forge_of
from trailbook.site.gap_page import gap_page
from trailbook.site.item_pages import item_pages
from trailbook.site.layout import Layout
from trailbook.site.page import HtmlPage, SitePage, url_of
from trailbook.site.permanent import past_places, permanent_files
from trailbook.site.reviews_page import CALENDAR, reviews_feed, reviews_page, states_of
from trailbook.site.sign_offs_page import sign_offs_page
from trailbook.site.sitemap import Sitemap
from trailbook.site.told_pages import told_pages
from trailbook.site.trail_data import DATA, log_data
from trailbook.site.trail_marks import page_trails
from trailbook.site.trail_pages import log_page, trail_pages, year_pages, year_path
from trailbook.site.trail_pictures import Changed, pictures
from trailbook.site.trail_process import leave, take
from trailbook.site.trail_request import TrailAnswer, TrailRequest
from trailbook.site.trail_view import TrailSite
from trailbook.trail.ahead import Progress, untold
from trailbook.trail.decisions import Trail
from trailbook.trail.repository import HistoryError, NoHistoryError, Repository
from trailbook.trail.sign_offs import SignOffs, sign_offs_of
from trailbook.trail.today import now_at
from trailbook.trail.trails import read_trails


class TrailWork:
    """Tells the trail of one site. ``answer`` comes first, then ``write``."""

    def __init__(self, request: TrailRequest, progress: Progress = untold) -> None:
        self._request = request
        self._progress = progress
        self._site: TrailSite | None = None
        self._reviews: list[ReviewState] = []

    @cached_property
    def answer(self) -> TrailAnswer:
        """What the generator's pages need. Where there is no history yet, every page says so."""
        request, notice = self._request, ""
        trails: tuple[Trail, ...] = ()
        edited: frozenset[str] = frozenset()
        evidence, sign_offs = NOTHING, SignOffs(request.sign_offs, request.roles)
        try:
            repository = Repository(request.root)
            folders = request.folders or (request.docs, *FOLDERS[1:])
            trails = tuple(read_trails(repository, folders, progress=self._progress, busy=1))
            edited = repository.edited()
            commits = repository.history().commits.values()
            evidence = evidence_of(trails, commits)
            sign_offs = sign_offs_of(request.sign_offs, request.roles, trails, commits)
        except NoHistoryError as error:
            notice = str(error)
        except HistoryError as error:
            return TrailAnswer(error=str(error))
        sitemap = request.sitemap or self._sitemap()
        forge = forge_of(request.repo_url, request.forge)
        site = self._site = TrailSite(sitemap, trails, forge, request.log, edited, sign_offs)
        self._reviews = states_of(sitemap, evidence, self._today) if request.sitemap else []
        return TrailAnswer(
            pages={page.path: page.markdown for page in self._markdown(site)},
            on_page=dict(page_trails(site, request.marks, self._reviews)),
            depths=self._depths(site),
            notice=notice,
        )

    @cached_property
    def _now(self) -> datetime | None:
        return now_at(self._request.root)

    @property
    def _today(self) -> date | None:
        return self._now.date() if self._now else None

    def _markdown(self, site: TrailSite) -> Iterator[SitePage]:
        if self._request.log:
            yield from (log_page(site), gap_page(site), effects_page())
        if site.sign_offs.rules.roles:
            yield sign_offs_page(site)
        if self._reviews:
            yield reviews_page(site.sitemap, self._reviews, self._today, site.forge)
        if self._request.sitemap is not None:
            yield from told_pages(site.sitemap, site, self._reviews, self._today)

    def write(self, layout: Layout) -> list[str]:
        """Write the trail's own pages and files, and give those whose place is taken already."""
        site = self._site
        if site is None:
            return []
        clashes = layout.write(self._pages(site))
        if self._request.sitemap is not None:
            clashes += layout.write_files(permanent_files(site.sitemap, past_places(site), self._request.address))
        if self._request.log:
            news = feed(site, self._request.name, self._request.address)
            clashes += layout.write_files([(DATA, log_data(site).encode()), (FEED, news)])
        if self._reviews:
            days = reviews_feed(site.sitemap, self._reviews, self._request.name, self._request.address, self._now)
            clashes += layout.write_files([(CALENDAR, days)])
        return clashes

    def _sitemap(self) -> Sitemap:
        """The places of the pages in a site of plain Markdown."""
        request = self._request
        knowledge = load(request.root, (request.docs, *FOLDERS[1:]))
        everything = Sitemap(knowledge, request.docs, request.directory_urls, only_docs=True)
        excluded = request.excluded
        left_out = (path for path in everything.paths.values() if excluded and excluded.match_file(path))
        return replace(everything, left_out=frozenset(left_out))

    def _pictures(self, site: TrailSite) -> Iterator[tuple[str, Changed]]:
        if site.trails and self._request.sitemap is not None:
            yield from pictures(site, Repository(self._request.root))

    def _depths(self, site: TrailSite) -> frozenset[int]:
        paths = [*site.paths.values(), *site.sitemap.item_pages.values(), year_path("2000")]
        return frozenset(url_of(path, self._request.directory_urls).count("/") for path in paths)

    def _pages(self, site: TrailSite) -> Iterator[HtmlPage]:
        yield from trail_pages(site, dict(self._pictures(site)))
        if self._request.log:
            yield from year_pages(site)
        if self._request.sitemap is not None:
            yield from item_pages(site.sitemap, site)


def _main(folder: Path) -> None:
    """One request in ``folder``, answered there; a line on standard output tells of each step."""

    def tell(done: int, number: int) -> None:
        if done * 100 // number != (done - 1) * 100 // number:
            print(done * 100 // number, flush=True)

    work = TrailWork(take(folder, "request"), tell)
    leave(folder, "answer", work.answer)
    print("done", flush=True)
    if sys.stdin.readline():
        leave(folder, "clashes", work.write(take(folder, "layout")))
        print("done", flush=True)


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
