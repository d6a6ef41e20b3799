"""The one list of all pages and files of a site.

The MkDocs plugins add what can be rendered at once; the background process renders what needs the history or shows more
with it; the export writes everything. To add a page or a file, write its function in ``pages`` or ``files`` and add an
entry here; one function may give several pages, as that of the registers does.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import Literal, get_args

from trailbook.risk.reviews.reviews import NOTHING, ReviewState
from trailbook.site.files.atom_feed import CHANGES_FEED, FEED, changes_feed, feed
from trailbook.site.files.decisions_json import DECISIONS, TABLE, log_data, log_table
from trailbook.site.files.incident_mode import incident_files
from trailbook.site.files.knowledge_json import knowledge_files, revisions_of
from trailbook.site.files.permanent_links import past_permanent_links, permanent_files, permanent_links
from trailbook.site.files.places_json import MOVED, moved_file
from trailbook.site.pages.application_playbooks import INDEX as APPS_INDEX
from trailbook.site.pages.application_playbooks import app_pages
from trailbook.site.pages.board import Board
from trailbook.site.pages.changes_page import changes_page
from trailbook.site.pages.dashboards import DASHBOARDS, dashboards, has_dashboards
from trailbook.site.pages.drift_page import DRIFT
from trailbook.site.pages.due_page import DUE, calendars, due_page, has_due
from trailbook.site.pages.gap_page import accounts_page, effects_page, gap_page
from trailbook.site.pages.item_pages import item_frame_kinds, item_pages
from trailbook.site.pages.lessons_page import LESSONS, has_lessons, lessons_of, lessons_page
from trailbook.site.pages.may_i_page import MAY_I, may_i_page
from trailbook.site.pages.record_pages import CONTROLS, ESTATE, FRAMEWORKS, LINKS, record_pages, register_makers
from trailbook.site.pages.registers import REGISTERS
from trailbook.site.pages.releases_page import PAGE as RELEASES
from trailbook.site.pages.releases_page import has_releases_page, release_files, releases_page
from trailbook.site.pages.reviews_page import CALENDAR, REVIEWS, has_reviews, reviews_feed, reviews_page, states_of
from trailbook.site.pages.risk_pages import (
    COVERAGE,
    RISK,
    RISK_SCHEME,
    THREATS,
    comparison,
    coverage_files,
    risk_files,
    risk_pages,
)
from trailbook.site.pages.role_pages import INDEX as ROLES_INDEX
from trailbook.site.pages.role_pages import role_pages
from trailbook.site.pages.rules_page import THREAT_RULES
from trailbook.site.pages.sign_offs_page import sign_offs_page
from trailbook.site.pages.sources_page import sources_pages
from trailbook.site.pages.trail_pages import log_page, trail_frame_kinds, trail_pages, year_pages
from trailbook.site.pages.trail_pictures import pictures
from trailbook.site.rendering.asked_trails import beside
from trailbook.site.rendering.forge import forge_of
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.navigation import SOURCES
from trailbook.site.rendering.page import FrameKind, HtmlPage, SitePage, trail_paths
from trailbook.site.rendering.sitemap import Sitemap, register_path
from trailbook.site.rendering.trail_site import Changed, TrailSite
from trailbook.workspace.workspace import Workspace

Owner = Literal["trailbook/records", "trailbook/playbooks", "trailbook/trail"]
OWNERS: tuple[Owner, ...] = get_args(Owner)
"""The plugins that add pages and files."""


@dataclass(frozen=True)
class Site:
    """What the pages and files of a site are rendered from.

    ``trails`` is None until the history is read. ``diagrams`` says whether pages may use blocks for pictures,
    ``address`` is the URL of the site, if that is known. ``kept`` has texts of the build before; None if there is none.
    """

    workspace: Workspace
    sitemap: Sitemap
    trails: TrailSite | None = None
    diagrams: bool = True
    address: str | None = None
    kept: Texts | None = None

    @property
    def texts(self) -> Texts:
        """The texts of pages that are made from records alone."""
        return self.kept or Texts(self.sitemap)

    @property
    def history(self) -> TrailSite | None:
        """The trails; None if there is not a single one, which pages treat as if the history had not been read."""
        return self.trails if self.trails and self.trails.trails else None

    @property
    def now(self) -> datetime | None:
        """The moment (UTC) that the site describes; see ``Workspace.now``."""
        return self.workspace.now()

    @property
    def today(self) -> date | None:
        """The day that dates are compared with; see ``Workspace.today``."""
        return self.workspace.today()

    @cached_property
    def reviews(self) -> list[ReviewState]:
        """The reviews of the published records, by the history if it is read, else by what the records claim."""
        return states_of(self.sitemap, self.workspace.evidence() if self.trails else NOTHING, self.today)

    @cached_property
    def board(self) -> Board:
        """The figures of the dashboards. They exist without trails, but show more with them."""
        found = lessons_of(self.sitemap, self.history, self.today)
        past = self.workspace.past_risk() if self.history else ()
        signatures = self.workspace.due_signatures() if self.history else ()
        return Board(self.sitemap, self.history, found, self.reviews, self.today, past, signatures)


def trail_site(workspace: Workspace, sitemap: Sitemap, repo_url: str | None = None) -> TrailSite:
    """The trails of a workspace with the paths of their pages. Raises ``HistoryError`` if they can't be read.

    The ledgers of releases are not audited in a site without ``trailbook/records``, which has no releases.
    """
    options = workspace.configuration.trail
    return TrailSite(
        sitemap,
        workspace.trails(),
        forge_of(repo_url, options.forge),
        options.log,
        workspace.edited(),
        workspace.sign_offs(),
        options.emails,
        workspace.ledgers() if options.log and not sitemap.only_docs else None,
        workspace.trust_roots() if options.log else (),
        workspace.lack,
        workspace.said(),
    )


@dataclass(frozen=True)
class Pages:
    """Some pages of a site: the plugin that adds them, and the function that renders them.

    ``awaited`` lists the paths of pages that need the history, before it is read; it is None for pages that can be
    rendered at once. ``fixed`` are the paths of those that a site has only once it has records which they are about.
    """

    owner: Owner
    make: Callable[[Site], Iterable[SitePage]]
    awaited: Callable[[Site], Iterable[str]] | None = None
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Files:
    """Some files of a site that are not pages, by path. ``awaits_history`` is True if they need the history."""

    owner: Owner
    make: Callable[[Site], Mapping[str, bytes]]
    awaits_history: bool = False


def _register_pages(site: Site) -> Iterator[SitePage]:
    for name, make in register_makers(diagrams=site.diagrams).items():
        yield from site.texts.pages(name, make, str(site.diagrams))


def _role_pages(site: Site) -> Iterator[SitePage]:
    asked = site.workspace.configuration.sign_offs.roles if site.sitemap.has_trail else {}
    signing = sorted({role for roles in asked.values() for role in roles})
    return site.texts.pages("roles", lambda sitemap: role_pages(sitemap, signing), *signing)


def _app_pages(site: Site) -> Iterator[SitePage]:
    return app_pages(site.texts, site.workspace.newest())


def _risk_pages(site: Site) -> Iterable[SitePage]:
    release, today = site.workspace.last_release(), site.today
    inputs = (repr(today), release.digest if release else "")
    return site.texts.pages("risk", lambda sitemap: risk_pages(sitemap, comparison(release, today)), *inputs)


def _risk_files(site: Site) -> dict[str, bytes]:
    text = site.texts.text("risk files", lambda sitemap: json.dumps(risk_files(sitemap)))
    return {path: content.encode() for path, content in json.loads(text).items()}


def _reviews_page(site: Site) -> Iterator[SitePage]:
    if site.reviews and site.trails and not site.trails.lack:
        yield reviews_page(site.sitemap, site.reviews, site.today, site.trails.forge)
    elif site.reviews:
        yield reviews_page(site.sitemap, site.reviews, site.today, has_history=False)


def _lessons_page(site: Site) -> Iterator[SitePage]:
    if has_lessons(site.sitemap):
        yield lessons_page(site.sitemap, site.history, site.board.lessons, site.today)


def _due_page(site: Site) -> Iterator[SitePage]:
    return due_page(site.board)


def _sources_pages(site: Site) -> Iterator[SitePage]:
    workspace = site.workspace
    if workspace.configuration.sources:
        yield from sources_pages(site.texts, workspace.sources(), workspace.configuration.sources, site.today)


def _dashboard_paths(site: Site) -> tuple[str, ...]:
    return tuple(one.path for one in DASHBOARDS) if has_dashboards(site.sitemap) else ()


def _log_pages(site: Site) -> Iterator[SitePage]:
    if (trails := site.trails) and trails.has_log:
        yield from site.texts.pages(
            "log", lambda sitemap: [log_page(beside(trails, sitemap), site.today)], repr(site.today)
        )
        yield from site.texts.pages("changes", lambda sitemap: [changes_page(beside(trails, sitemap))])
        yield from site.texts.pages("gaps", lambda sitemap: [gap_page(beside(trails, sitemap))])
        yield from (effects_page(), accounts_page(trails))


def _sign_offs_page(site: Site) -> Iterator[SitePage]:
    if site.trails and site.trails.sign_offs.rules.roles:
        yield sign_offs_page(site.trails)


def _log_paths(site: Site) -> Iterator[str]:
    return trail_paths(log=site.workspace.configuration.trail.log, sign_offs=False)


def _sign_offs_paths(site: Site) -> Iterator[str]:
    return trail_paths(log=False, sign_offs=site.workspace.asks_for_sign_offs())


PAGES = (
    Pages("trailbook/records", lambda site: record_pages(site.texts, diagrams=site.diagrams)),
    Pages(
        "trailbook/records",
        _register_pages,
        fixed=(*map(register_path, REGISTERS), THREAT_RULES, ESTATE, LINKS, CONTROLS, COVERAGE, DRIFT, FRAMEWORKS),
    ),
    Pages("trailbook/records", _sources_pages, fixed=(SOURCES,)),
    Pages("trailbook/records", lambda site: may_i_page(site.sitemap, site.today), fixed=(MAY_I,)),
    Pages("trailbook/records", _risk_pages, fixed=(THREATS, RISK, RISK_SCHEME)),
    Pages("trailbook/playbooks", _role_pages, fixed=(ROLES_INDEX,)),
    Pages("trailbook/playbooks", _app_pages, fixed=(APPS_INDEX,)),
    Pages("trailbook/trail", _log_pages, _log_paths),
    Pages("trailbook/trail", _sign_offs_page, _sign_offs_paths),
    Pages("trailbook/records", _reviews_page, lambda site: (REVIEWS,) if has_reviews(site.sitemap) else (), (REVIEWS,)),
    Pages(
        "trailbook/records",
        lambda site: releases_page(site.sitemap, site.history),
        lambda site: (RELEASES,) if has_releases_page(site.sitemap) else (),
    ),
    Pages("trailbook/records", _due_page, lambda site: (DUE,) if has_due(site.sitemap) else (), (DUE,)),
    Pages("trailbook/records", _lessons_page, lambda site: (LESSONS,) if has_lessons(site.sitemap) else (), (LESSONS,)),
    Pages(
        "trailbook/records",
        lambda site: dashboards(site.board),
        _dashboard_paths,
        tuple(dashboard.path for dashboard in DASHBOARDS),
    ),
)
"""The pages of Markdown, which the generator lays out."""


def _incident_files(site: Site) -> dict[str, bytes]:
    return incident_files(site.sitemap, brand=site.workspace.configuration.records.brand)


def _calendar(site: Site) -> dict[str, bytes]:
    if not site.reviews:
        return {}
    name = site.workspace.configuration.name
    return {CALENDAR: reviews_feed(site.sitemap, site.reviews, name, site.address, site.now)}


def _due_calendars(site: Site) -> dict[str, bytes]:
    return calendars(site.board, site.workspace.configuration.name, site.address, site.now)


def _knowledge(site: Site) -> dict[str, bytes]:
    newest = site.workspace.newest()
    revisions = revisions_of(site.trails.trails) if site.trails else {}
    return knowledge_files(site.sitemap, newest.commit if newest else None, revisions)


def _moved(site: Site) -> dict[str, bytes]:
    """What was elsewhere before; not for an audience, which need not know how files were called."""
    return {MOVED: moved_file(site.trails)} if site.trails and not site.workspace.configuration.is_for_audience else {}


def _log_files(site: Site) -> dict[str, bytes]:
    if not site.trails or not site.trails.has_log:
        return {}
    name, trails = site.workspace.configuration.name, site.trails
    data = site.texts.text("log data", lambda sitemap: log_data(beside(trails, sitemap)))
    table = log_table(trails, site.texts)
    return {
        DECISIONS: data.encode(),
        TABLE: table.encode("utf-8", "replace"),
        FEED: feed(site.trails, name, site.address),
        CHANGES_FEED: changes_feed(site.trails, name, site.address),
    }


FILES = (
    Files("trailbook/records", _risk_files),
    Files("trailbook/records", lambda site: coverage_files(site.sitemap)),
    Files("trailbook/records", _incident_files),
    Files("trailbook/records", lambda site: release_files(site.sitemap)),
    Files("trailbook/records", _knowledge, awaits_history=True),
    Files("trailbook/records", _calendar, awaits_history=True),
    Files("trailbook/records", _due_calendars, awaits_history=True),
    Files("trailbook/records", _moved, awaits_history=True),
    Files("trailbook/trail", _log_files, awaits_history=True),
)
"""The files for other programs, by their path in the site."""


def pages(site: Site, owners: Iterable[Owner], *, awaiting: bool | None = None) -> Iterator[SitePage]:
    """The pages of some plugins. ``awaiting`` selects those that need the history (True) or do not (False)."""
    for entry in PAGES:
        if entry.owner in owners and awaiting in (None, entry.awaited is not None):
            yield from entry.make(site)


def awaited_paths(site: Site, owners: Iterable[Owner]) -> Iterator[str]:
    """The Markdown paths of the pages of some plugins that need the history."""
    for entry in PAGES:
        if entry.awaited and entry.owner in owners:
            yield from entry.awaited(site)


def absent_pages(owners: Iterable[Owner], paths: Iterable[str]) -> frozenset[str]:
    """The Markdown paths of pages that some plugins add only once there are records, and that are not among ``paths``.

    What names them, in ``nav`` or in a link, waits for a record and is no mistake.
    """
    return frozenset(path for entry in PAGES if entry.owner in owners for path in entry.fixed).difference(paths)


def files(site: Site, owners: Iterable[Owner], *, awaiting: bool | None = None) -> dict[str, bytes]:
    """The files of some plugins, by their path in the site; ``awaiting`` as for ``pages``."""
    chosen = (entry for entry in FILES if entry.owner in owners and awaiting in (None, entry.awaits_history))
    return {path: content for entry in chosen for path, content in entry.make(site).items()}


def _pictures(site: Site) -> dict[str, Changed]:
    workspace = site.workspace
    if site.trails is None:
        return {}
    return dict(pictures(site.trails, workspace.repository(), workspace.last_release(), site.texts))


def html_pages(site: Site, owners: Iterable[Owner]) -> Iterator[HtmlPage]:
    """The pages of ready HTML, outside the navigation: of each trail, each year, each threat and each control."""
    if site.trails and "trailbook/trail" in owners:
        has_pictures = "trailbook/records" in owners and bool(site.trails.trails)
        yield from trail_pages(site.trails, _pictures(site) if has_pictures else {}, site.kept)
        yield from year_pages(site.trails) if site.trails.has_log else ()
    if "trailbook/records" in owners:
        yield from item_pages(site.sitemap, site.trails, site.kept, pictures=site.diagrams)


def frame_kinds(site: Site) -> Iterator[FrameKind]:
    """The kinds of frames that these pages need."""
    yield from trail_frame_kinds(site.trails) if site.trails else ()
    yield from item_frame_kinds(site.sitemap)


def permanent_addresses(site: Site) -> Iterator[tuple[str, bytes]]:
    """The files at the permanent addresses of what exists, and of what was removed and only has a trail."""
    removed = past_permanent_links(site.trails) if site.trails else ()
    return permanent_files(site.sitemap, chain(removed, permanent_links(site.sitemap)), site.address)
