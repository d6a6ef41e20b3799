"""The work on the history: what the pages that MkDocs renders need of it, then the pages of the trail themselves.

``TrailProcess`` starts it with ``python -m trailbook.site.background.worker FOLDER``. Nothing here knows MkDocs.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property
from itertools import chain, count, islice
from pathlib import Path

from trailbook.records.loading import FOLDERS
from trailbook.site import catalogue
from trailbook.site.background.messages import TrailAnswer, TrailRequest, Written
from trailbook.site.background.process import ANSWER, RENDERED, WRITTEN, claim, leave, take, write_noted
from trailbook.site.catalogue import Owner, Site, trail_site
from trailbook.site.files.knowledge_json import KNOWLEDGE
from trailbook.site.files.search_pages import trails_searched
from trailbook.site.kept_values import KeptValues
from trailbook.site.marks.html_marks import PageTrail
from trailbook.site.marks.trail_marks import page_trails
from trailbook.site.rendering.environment import keep_templates
from trailbook.site.rendering.kept_texts import KeptTexts
from trailbook.site.rendering.layout import Layout
from trailbook.site.rendering.page import FrameKind, HtmlPage, SearchedPage
from trailbook.site.rendering.sitemap import sitemap_of
from trailbook.site.rendering.translation import speak
from trailbook.sources.state import State
from trailbook.trail.cache import Cache
from trailbook.trail.git.command import HistoryError, NoHistoryError
from trailbook.trail.parallel import Progress, no_progress
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.workspace import Workspace

_TOGETHER = 100
"""For how many pages additions are sent at once."""
_PORTION = 25
"""How many rendered pages are laid out together."""
_BETWEEN = 10_000
"""After how many new objects garbage is collected among what is rendered."""


class TrailWork:
    """The work on one site. ``answer`` comes first, then ``on_pages``, then ``pages``, then ``write``."""

    def __init__(
        self,
        request: TrailRequest,
        progress: Progress = no_progress,
        former: "TrailWork | None" = None,
        sources: State | None = None,
    ) -> None:
        """``former`` is the work of the build before, whose reading of the history is used if that is the same.

        ``sources`` is what other repositories handed on, if that is known.
        """
        self._request = request
        self._sources = sources
        self._former = former
        self._progress = progress
        self._site: Site | None = None

    @cached_property
    def _workspace(self) -> Workspace:
        request = self._request
        known = request.workspace or Workspace(
            Configuration(
                request.root,
                (request.docs, *FOLDERS[1:]),
                request.docs,
                request.name,
                trail=request.options,
            ),
            lack=request.lack,
        )
        known.progress, known.busy = lambda: nullcontext(self._progress), 1
        if self._sources is not None:
            known.take_sources(self._sources)
        former, self._former = self._former, None
        if former is not None and request.history and request.history == former._request.history:
            known.take_history(former._workspace)
        return known

    @cached_property
    def _owners(self) -> tuple[Owner, ...]:
        """The plugins whose pages need the history."""
        return ("trailbook/trail", "trailbook/records") if self._request.sitemap else ("trailbook/trail",)

    @cached_property
    def answer(self) -> TrailAnswer:
        """What the pages that MkDocs renders need. While nothing is committed, every page says so."""
        try:
            site = self._site = self._read()
            pages = {page.path: page.markdown for page in catalogue.pages(site, self._owners, awaiting=True)}
        except HistoryError as error:
            return TrailAnswer(error=str(error))
        observed = site.sitemap.observed if self._workspace.counts_from_history() else None
        return TrailAnswer(pages, self._frames(site), self._notice(), observed=observed)

    def _read(self) -> Site:
        request, workspace = self._request, self._workspace
        sitemap = request.sitemap or sitemap_of(
            workspace, directory_urls=request.directory_urls, only_docs=True, excluded=request.excluded
        )
        sitemap = sitemap.showing(moved=request.moved, titles=request.titles)
        speak(sitemap.language)
        if sitemap.observed is not None and workspace.counts_from_history():
            sitemap = sitemap.showing(observed=workspace.observed())
        trails = trail_site(workspace, sitemap, request.repo_url)
        kept = KeptTexts(self._kept, sitemap, request.configured, trails)
        keep_templates(self._kept)
        return Site(workspace, sitemap, trails, request.diagrams, request.address, kept)

    @cached_property
    def _kept(self) -> KeptValues:
        return KeptValues(Cache(self._request.kept))

    def _notice(self) -> str:
        """Why there is no trail yet; empty if there is one."""
        try:
            self._workspace.repository().commit_id()
        except NoHistoryError as error:
            return str(error)
        return ""

    def _frames(self, site: Site) -> frozenset[FrameKind]:
        return frozenset(catalogue.frame_kinds(site))

    def on_pages(self) -> Iterator[tuple[str, PageTrail]]:
        """What is added to the pages of other plugins, by Markdown path."""
        if self._site and self._site.trails:
            reviews = self._site.reviews if self._request.sitemap else ()
            yield from page_trails(self._site.trails, self._request.options.marks, reviews, self._site.kept)

    def searched(self) -> tuple[SearchedPage, ...]:
        """What searches find of the pages of ready HTML."""
        return trails_searched(self._site.trails) if self._site and self._site.trails and self._request.sitemap else ()

    def pages(self) -> Iterator[HtmlPage]:
        """The pages of ready HTML, to be laid out and written."""
        return iter(catalogue.html_pages(self._site, self._owners) if self._site else ())

    def write(self, layout: Layout) -> Written:
        """Write the files that need the history."""
        if (site := self._site) is None:
            return Written()
        files = catalogue.files(site, self._owners, awaiting=True)
        self._kept.close(complete=True)
        if (self._request.root / self._request.docs / KNOWLEDGE).exists():  # a file of the author's takes precedence
            files.pop(KNOWLEDGE, None)
        addresses = catalogue.permanent_addresses(site) if self._request.sitemap else ()
        written = write_noted(layout, chain(addresses, files.items()))
        repository = self._workspace.repository() if site.history else None
        verdicts = None if repository is None or repository.missing else tuple(dict.fromkeys(repository.verdicts))
        return replace(written, verdicts=verdicts)


def _main(folder: Path) -> None:
    """Answer requests in ``folder``. Standard output carries the progress and the names of finished values."""

    def report(done: int, number: int) -> None:
        if done * 100 // number != (done - 1) * 100 // number:
            print(done * 100 // number, flush=True)

    def answer(name: str, value: object) -> None:
        leave(folder, name, value)
        print(name, flush=True)

    gc.disable()  # records and trails are kept until the end
    gc.set_threshold(_BETWEEN)
    work: TrailWork | None = None
    sources: State | None = None
    has_left = False
    while asked := sys.stdin.readline().strip():
        if has_left:  # what the request before did, and nobody asks for before the next
            gc.disable()
            gc.unfreeze()
            gc.collect()
            has_left = False
        if asked == "sources":
            sources = take(folder, asked)
            _ = sources.trails
            continue
        work = TrailWork(take(folder, asked), report, work, sources)
        _work(folder, work, answer)
        has_left = True


def _work(folder: Path, work: TrailWork, answer: Callable[[str, object], None]) -> None:
    """Answer one request, and once the layout comes have everything written."""
    answer(ANSWER, work.answer)
    gc.freeze()
    gc.enable()  # what rendered a page refers to itself
    additions = work.on_pages()
    for number in count():  # MkDocs renders the first pages meanwhile
        some = dict(islice(additions, _TOGETHER))
        answer(f"pages {number}", some)
        if not some:
            break
    answer("searched", work.searched())
    pages, portions = work.pages(), 0
    while portion := [*islice(pages, _PORTION)]:  # those of a thousand records are a hundred megabytes
        answer(f"{RENDERED} {portions}", portion)
        portions += 1
    if sys.stdin.readline():
        layout: Layout = take(folder, "layout")
        names = [f"{RENDERED} {number}" for number in range(portions)]
        written = work.write(layout)
        left = (layout.files(claim(folder, name)) for name in reversed(names))  # MkDocs begins with the first
        answer(WRITTEN, written.and_also(write_noted(layout, files) for files in left))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
