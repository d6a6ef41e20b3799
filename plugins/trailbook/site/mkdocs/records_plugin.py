"""``trailbook/records``: reads the records, makes their pages and registers, links every reference."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_datetime
from mkdocs.utils.templates import TemplateContext

from trailbook.credentials.allowed import CredentialOptions, read_credential_options
from trailbook.credentials.masking import mask_in_problems
from trailbook.credentials.scanning import scan_files
from trailbook.drift.detection import detect_drift
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.records.loading import load
from trailbook.records.vocabulary import SENSITIVITIES
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.risk.overview.observe import observe_with_month_ends
from trailbook.risk.reviews.plan import ReviewPlan, read_review_plan
from trailbook.risk.reviews.reviews import NOTHING
from trailbook.risk.scoring.options import SchemeError, read_scheme
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.finding_problems import finding_problems
from trailbook.risk.threats.tuning import Ruleset, read_rules
from trailbook.site.files.knowledge_json import knowledge_files
from trailbook.site.files.permanent_links import permanent_files, places
from trailbook.site.files.search_index import with_ids
from trailbook.site.marks.record_blocks import record_blocks
from trailbook.site.mkdocs.files import (
    add_assets,
    add_files,
    add_pages,
    docs_of,
    edit_address,
    edit_links,
    is_for_audience,
    made_here,
    need_attributes,
    reporter,
    root_of,
    watch_folders,
    written_at,
)
from trailbook.site.mkdocs.sitemap import default_folders, new_sitemap, told_by_trail
from trailbook.site.mkdocs.theme import Shell
from trailbook.site.pages.coverage_page import coverage_files
from trailbook.site.pages.item_pages import item_pages
from trailbook.site.pages.record_pages import record_pages
from trailbook.site.pages.register_pages import register_pages
from trailbook.site.pages.releases_page import release_files, with_neighbours
from trailbook.site.pages.reviews_page import CALENDAR, reviews_feed, reviews_page, states_of
from trailbook.site.pages.risk_pages import risk_files, risk_pages, standing
from trailbook.site.pages.with_history import told_pages
from trailbook.site.rendering.blocks import fill_blocks
from trailbook.site.rendering.edit_links import EditLinks
from trailbook.site.rendering.layout import Layout
from trailbook.site.rendering.navigation import expand_folders
from trailbook.site.rendering.page import SitePage, url_of
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.suggest_edit import suggestion
from trailbook.site.rendering.view import View
from trailbook.text.problem import Problem
from trailbook.trail.git.head import newest_commit, now_at, today_at
from trailbook.workspace.configuration import fault_of

log = get_plugin_logger("trailbook/records")


class RecordsConfig(Config):
    """Options of ``trailbook/records``."""

    folders = c.ListOfItems(c.Type(str), default=[])
    """Folders with records, relative to mkdocs.yml. If none are named: the documentation folder,
    ``threat-models``, ``postmortems`` and ``configurations/templates``."""

    risk = c.Optional(c.Type(dict))
    """How risk is scored: ``scheme`` (matrix or owasp), ``appetite``, ``cuts`` and ``words``. See the guide."""

    brand = c.Type(bool, default=False)
    """Give the site Trailbook's own typeface and colours; goes with Material's ``primary: custom``."""

    rules = c.Optional(c.Type(dict))
    """Which rules that propose threats are silenced or tuned, by their ids, each with its reason."""

    reviews = c.Optional(c.Type(dict))
    """How often records are reviewed by ``risk`` and ``tier``, and how many one sitting looks at (``theme_size``)."""

    suggest = c.Type(bool, default=True)
    """End every page that somebody wrote with how to suggest a change to it."""

    credentials = c.Optional(c.Type(dict))
    """Which findings of ``trailbook check`` are no credentials (``allowed``), each with its reason and last day."""

    audience = c.Optional(c.Choice(SENSITIVITIES))
    """Build for readers of what is so strict at most: public, internal, confidential or restricted. What is stricter
    is left out of everything. Without it, everything is built. See the guide *Audiences*."""

    classified = c.DictOfItems(c.Choice(SENSITIVITIES), default={})
    """The classification of what states none, by folder, relative to mkdocs.yml; elsewhere it is ``internal``."""


class RecordsPlugin(BasePlugin[RecordsConfig]):
    """Turns records into pages.

    - ``on_config`` reads all records, so that the other plugins find them whatever their order;
    - ``on_files`` adds a page for each record and register, and last of all expands folders in ``nav``;
    - ``on_page_markdown`` links references and fills blocks in the pages that people wrote;
    - ``on_page_context`` adds how to suggest a change, after search plugins have read the page;
    - ``on_nav`` and ``on_env`` keep what laying out more pages takes;
    - ``on_post_build`` writes a page for each threat and control and the permanent addresses, and makes ids searchable;
    - ``on_serve`` watches the record folders, the templates and the assets.
    """

    sitemap: Sitemap
    made: dict[str, SitePage]
    nav: Navigation
    files: Files
    env: Environment

    @event_priority(100)  # before anything is read that an audience must not see
    def _confine(self, config: MkDocsConfig) -> None:
        if is_for_audience(config):
            from trailbook.site.mkdocs.audience import confine  # noqa: PLC0415 - few builds are for an audience

            confine(config)

    def _read(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the records and report each problem as a warning, which ``--strict`` makes a failure, and each notice.

        Raises ``PluginError`` with the remedy where records would have to be read outside the folder of mkdocs.yml,
        and where risk can't be scored as the configuration asks.
        """
        if fault := fault_of(self._folders(config), docs_of(config)):
            raise PluginError(fault)
        knowledge = load(root_of(config), self._folders(config))
        today = today_at(root_of(config))
        drift = detect_drift(root_of(config), knowledge, today or get_build_datetime().date())
        ruleset, faults = self._ruleset(config)
        plan, plan_faults = self._review_plan(config)
        observed = observe_with_month_ends(root_of(config), self._folders(config), knowledge, today)
        self.sitemap = replace(
            new_sitemap(knowledge, config),
            drift=drift,
            ruleset=ruleset,
            scheme=self._scheme(),
            review_plan=plan,
            observed=observed,
            edits=self._edits(config),
            has_trail="trailbook/trail" in config.plugins,
        )
        states = finding_problems(knowledge, ruleset, today)
        found = (
            *knowledge.problems,
            *(drift.problems if drift else ()),
            *faults,
            *plan_faults,
            *states,
            *observed.problems,
        )
        allowed, credential_faults = self._credentials(config)
        scan = scan_files(root_of(config), (*self._folders(config), SNAPSHOTS, OBSERVATIONS), allowed, today)
        told = mask_in_problems((*found, *credential_faults), scan.credentials)
        for problem in (*told, *scan.problems):
            log.log(logging.WARNING if problem.level == "error" else logging.INFO, "%s", problem)
        for clash in self.sitemap.clashes():
            log.warning("%s", clash)
        need_attributes(config)
        return config

    on_config = CombinedEvent(_confine, _read)

    def _edits(self, config: MkDocsConfig) -> EditLinks | None:
        """Where files are edited; None where no page is to say so. Who must not see everything edits elsewhere."""
        return edit_links(config) if self.config.suggest and not self.config.get("audience") else None

    def _scheme(self) -> Scheme:
        try:
            return read_scheme(self.config.risk)
        except SchemeError as error:
            raise PluginError(f"mkdocs.yml: option 'risk' of trailbook/records: {error}") from None

    def _folders(self, config: MkDocsConfig) -> list[str]:
        return self.config.folders or default_folders(config)

    def _ruleset(self, config: MkDocsConfig) -> tuple[Ruleset, list[Problem]]:
        file = Path(config.config_file_path)
        return read_rules(self.config.rules, file.name, file.read_text(encoding="utf-8"))

    def _review_plan(self, config: MkDocsConfig) -> tuple[ReviewPlan, list[Problem]]:
        file = Path(config.config_file_path)
        return read_review_plan(self.config.reviews, file.name, file.read_text(encoding="utf-8"))

    def _credentials(self, config: MkDocsConfig) -> tuple[CredentialOptions, list[Problem]]:
        file = Path(config.config_file_path)
        return read_credential_options(self.config.credentials, file.name, file.read_text(encoding="utf-8"))

    @event_priority(50)
    def _add_pages(self, files: Files, config: MkDocsConfig) -> Files:
        add_assets(files, config, brand=self.config.brand)
        diagrams = "trailbook/diagrams" in config.plugins
        pages = (*record_pages(self.sitemap, diagrams=diagrams), *register_pages(self.sitemap, diagrams=diagrams))
        pages = (*pages, *risk_pages(self.sitemap, standing(root_of(config), self._folders(config))))
        if not self.sitemap.has_trail:  # or the trail gives these, with the history behind them
            pages = (*pages, *self._untold(files, config))
            add_files(files, config, knowledge_files(self.sitemap, newest_commit(root_of(config))))
        self.made = add_pages(files, config, pages)
        add_files(files, config, {**risk_files(self.sitemap), **coverage_files(self.sitemap)})
        add_files(files, config, release_files(self.sitemap))
        return files

    def _untold(self, files: Files, config: MkDocsConfig) -> Iterator[SitePage]:
        """The pages that tell more with a trail, by what records claim; the calendar of reviews is added as well."""
        now = now_at(root_of(config))
        today = now and now.date()
        if states := states_of(self.sitemap, NOTHING, today):
            feed = reviews_feed(self.sitemap, states, config.site_name, config.site_url, now)
            add_files(files, config, {CALENDAR: feed})
            yield reviews_page(self.sitemap, states, today, has_history=False)
        yield from told_pages(self.sitemap, None, states, today)

    @event_priority(-90)
    def _expand_nav(self, files: Files, config: MkDocsConfig) -> Files:
        if config.nav is not None:
            config.nav = expand_folders(config.nav, [file.src_uri for file in files.documentation_pages()])
        return files

    on_files = CombinedEvent(_add_pages, _expand_nav)

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation for the pages that are laid out at the end."""
        self.nav, self.files = nav, files
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme for the pages that are laid out at the end."""
        self.env = env
        return env

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Link the references of a page that somebody wrote, and fill the blocks of any page."""
        path = page.file.src_uri
        if not made_here(page):
            markdown = with_neighbours(self.sitemap, path, View(self.sitemap, path).page_body(markdown))
        elif (made := self.made.get(path)) and made.source:
            page.edit_url = edit_address(config, made.source)
        sitemap = told_by_trail(self.sitemap, config, markdown)
        return fill_blocks(markdown, record_blocks(sitemap, path), reporter(sitemap, page, log))

    @event_priority(-100)
    def on_page_context(
        self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Add to a page that somebody wrote how to suggest a change to it."""
        made = self.made.get(page.file.src_uri) if made_here(page) else None
        if source := made.source if made else written_at(page, config):
            page.content = f"{page.content or ''}{suggestion(self.sitemap, page.file.src_uri, source)}"
        return context

    @event_priority(50)  # before the trail is waited for, which another process writes meanwhile
    def _write_permanent(self, config: MkDocsConfig) -> None:
        taken = frozenset(file.dest_uri for file in self.files)
        site = Layout(config.site_dir, config.use_directory_urls, taken, {})
        for path in site.write_files(permanent_files(self.sitemap, places(self.sitemap), config.site_url)):
            log.warning("%s: a page of the documentation has the place of a permanent address; rename it", path)

    @event_priority(-100)
    def _finish(self, config: MkDocsConfig) -> None:
        """Write the page of each threat and control; put the ids of items into the search index, once it is written."""
        if "trailbook/trail" not in config.plugins:  # which adds their history to these pages
            self._write_item_pages(config)
        file = Path(config.site_dir, "search", "search_index.json")
        if file.is_file():
            file.write_text(with_ids(file.read_text(encoding="utf-8"), self.sitemap), encoding="utf-8")

    on_post_build = CombinedEvent(_write_permanent, _finish)

    def _write_item_pages(self, config: MkDocsConfig) -> None:
        depths = (url_of(path, config.use_directory_urls).count("/") for path in self.sitemap.item_pages.values())
        layout = Shell(config, self.env, self.nav, self.files).layout(depths)
        for path in layout.write(item_pages(self.sitemap)):
            log.warning("%s: a page of the documentation has the place of an item's page; rename it", path)

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
        """Rebuild when a record, a template or a style changes."""
        watch_folders(
            server, config, (*self._folders(config), OBSERVATIONS, *([SNAPSHOTS] if self.sitemap.drift else ()))
        )
        return server
