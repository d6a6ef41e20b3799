"""The trail's share of a build: what the generator's pages need of it, then pages of its own. Knows no generator.

``python -m trailbook.site.background.worker FOLDER`` does it beside the build, as ``trail_process`` asks.
"""

import gc
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from trailbook.records.loading import FOLDERS, load
from trailbook.risk.reviews.reviews import NOTHING, Evidence, evidence_of
from trailbook.site.background.messages import TrailAnswer, TrailRequest
from trailbook.site.background.process import leave, take
from trailbook.site.files.atom_feed import FEED, feed
from trailbook.site.files.decisions_json import DATA, log_data
from trailbook.site.marks.page_trail import PageTrail
from trailbook.site.marks.trail_marks import page_trails
from trailbook.site.pages.effects_page import effects_page
from trailbook.site.pages.gap_page import gap_page
from trailbook.site.pages.sign_offs_page import sign_offs_page
from trailbook.site.pages.trail_pages import log_page, trail_pages, year_pages, year_path
from trailbook.site.rendering.forge import forge_of
from trailbook.site.rendering.layout import Layout
from trailbook.site.rendering.page import HtmlPage, SitePage, url_of
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_view import TrailSite
from trailbook.trail.decisions import Trail
from trailbook.trail.git.head import today_at
from trailbook.trail.git.repository import HistoryError, NoHistoryError, Repository
from trailbook.trail.parallel import Progress, untold
from trailbook.trail.sign_offs.required import NO_SIGN_OFFS, sign_offs_of
from trailbook.trail.trails import read_trails

if TYPE_CHECKING:
    from trailbook.audit.ledgers.audit import LedgerAudit
    from trailbook.site.background.record_pages import TrailOfRecords


_TOGETHER = 100
"""What so many pages get is told at once."""


class TrailWork:
    """Tells the trail of one site. ``answer`` comes first, then ``on_pages``, then ``write``."""

    def __init__(self, request: TrailRequest, progress: Progress = untold) -> None:
        self._request = request
        self._progress = progress
        self._site: TrailSite | None = None
        self._of_records: TrailOfRecords | None = None

    @cached_property
    def answer(self) -> TrailAnswer:
        """What the generator's pages need. Where there is no history yet, every page says so."""
        request, notice = self._request, ""
        trails: tuple[Trail, ...] = ()
        edited: frozenset[str] = frozenset()
        evidence, sign_offs, ledgers = NOTHING, NO_SIGN_OFFS, None
        folders = request.folders or (request.docs, *FOLDERS[1:])
        try:
            repository = Repository(request.root)
            trails = tuple(read_trails(repository, folders, progress=self._progress, busy=1))
            edited = repository.edited()
            if request.sitemap:
                evidence = evidence_of(trails, repository.history().commits.values())
            ledgers = self._ledgers(repository, trails)
            if request.sign_offs and request.roles:
                commits = repository.history().commits.values()
                sign_offs = sign_offs_of(request.sign_offs, request.roles, trails, commits)
        except NoHistoryError as error:
            notice = str(error)
        except HistoryError as error:
            return TrailAnswer(error=str(error))
        sitemap = self._counted(request.sitemap, folders, evidence) if request.sitemap else self._sitemap()
        forge = forge_of(request.repo_url, request.forge)
        site = self._site = TrailSite(sitemap, trails, forge, request.log, edited, sign_offs, request.emails, ledgers)
        self._of_records = self._for_records(site, evidence)
        return TrailAnswer(
            pages={page.path: page.markdown for page in self._markdown(site)},
            depths=self._depths(site),
            notice=notice,
            observed=None if sitemap is request.sitemap else sitemap.observed,
        )

    def _ledgers(self, repository: Repository, trails: tuple[Trail, ...]) -> "LedgerAudit | None":
        """What the ledgers of the releases say of the history; a site of plain pages is not asked."""
        if self._request.sitemap is None or not self._request.log:
            return None
        from trailbook.audit.ledgers.audit import audit_ledgers  # noqa: PLC0415 - nothing for plain pages

        return audit_ledgers(repository, trails)

    def _counted(self, sitemap: Sitemap, folders: tuple[str, ...], evidence: Evidence) -> Sitemap:
        """The sitemap with the indicators that are counted from the history."""
        from trailbook.site.pages.counted_indicators import with_history  # noqa: PLC0415 - nothing for plain pages

        return with_history(sitemap, self._request.root, folders, evidence, today_at(self._request.root))

    def _for_records(self, site: TrailSite, evidence: Evidence) -> "TrailOfRecords | None":
        """What a site of records has besides. A site of plain pages does not pay for reading its modules."""
        if self._request.sitemap is None:
            return None
        from trailbook.site.background.record_pages import TrailOfRecords  # noqa: PLC0415

        return TrailOfRecords(self._request, site, evidence)

    def _markdown(self, site: TrailSite) -> Iterator[SitePage]:
        if self._request.log:
            yield from (log_page(site), gap_page(site), effects_page())
        if site.sign_offs.rules.roles:
            yield sign_offs_page(site)
        if self._of_records:
            yield from self._of_records.markdown()

    def on_pages(self) -> Iterator[tuple[str, PageTrail]]:
        """What each page of others gets, by its Markdown path."""
        if self._site:
            reviews = self._of_records.reviews if self._of_records else ()
            yield from page_trails(self._site, self._request.marks, reviews)

    @cached_property
    def pages(self) -> tuple[HtmlPage, ...]:
        """The trail's own pages, to be laid out."""
        return tuple(self._pages(self._site)) if self._site else ()

    def write(self, layout: Layout) -> list[str]:
        """Write the trail's own pages and files, and give those whose place is taken already."""
        site = self._site
        if site is None:
            return []
        clashes = layout.write(self.pages)
        if self._of_records:
            clashes += layout.write_files(self._of_records.files())
        if self._request.log:
            news = feed(site, self._request.name, self._request.address)
            clashes += layout.write_files([(DATA, log_data(site).encode()), (FEED, news)])
        return clashes

    def _sitemap(self) -> Sitemap:
        """The places of the pages in a site of plain Markdown."""
        request = self._request
        knowledge = load(request.root, (request.docs, *FOLDERS[1:]))
        everything = Sitemap(knowledge, request.docs, request.directory_urls, only_docs=True)
        excluded = request.excluded
        left_out = (path for path in everything.paths.values() if excluded and excluded.match_file(path))
        return replace(everything, left_out=frozenset(left_out))

    def _depths(self, site: TrailSite) -> frozenset[int]:
        paths = [*site.paths.values(), *site.sitemap.item_pages.values(), year_path("2000")]
        return frozenset(url_of(path, self._request.directory_urls).count("/") for path in paths)

    def _pages(self, site: TrailSite) -> Iterator[HtmlPage]:
        yield from trail_pages(site, self._of_records.changed() if self._of_records else {})
        if self._request.log:
            yield from year_pages(site)
        if self._of_records:
            yield from self._of_records.html()


def _main(folder: Path) -> None:
    """One request in ``folder``, answered there. Standard output tells how far the work is, and what lies there."""

    def tell(done: int, number: int) -> None:
        if done * 100 // number != (done - 1) * 100 // number:
            print(done * 100 // number, flush=True)

    def answer(name: str, value: object) -> None:
        leave(folder, name, value)
        print(name, flush=True)

    gc.disable()  # nothing that a build makes lives in circles, and the process ends with it
    if not sys.stdin.readline():
        return
    work = TrailWork(take(folder, "request"), tell)
    answer("answer", work.answer)
    told = work.on_pages()
    for number in count():  # the generator lays out the first pages while others are told
        some = dict(islice(told, _TOGETHER))
        answer(f"pages {number}", some)
        if not some:
            break
    _ = work.pages  # made while the generator is not ready to lay them out
    if sys.stdin.readline():
        answer("clashes", work.write(take(folder, "layout")))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
