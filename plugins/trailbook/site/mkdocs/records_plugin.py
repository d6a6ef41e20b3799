"""``trailbook/records``: reads the records, adds their pages and registers, and links every reference."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_datetime, get_relative_url
from mkdocs.utils.templates import TemplateContext

from trailbook.contributing.drafting import blank_draft
from trailbook.contributing.questions import QUESTIONS
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.records.origins import origin_of_path
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.site import catalogue
from trailbook.site.background.texts_ahead import make_ahead
from trailbook.site.catalogue import Site
from trailbook.site.files.incident_mode import responses
from trailbook.site.files.missing_page import missing_page
from trailbook.site.files.places_json import PLACES, places_file
from trailbook.site.mkdocs.blocks import with_blocks
from trailbook.site.mkdocs.build_cache import build_cache
from trailbook.site.mkdocs.build_guards import begin_build
from trailbook.site.mkdocs.edited_first import BuildLater, EditedFirst, LaidOut, watch_closely
from trailbook.site.mkdocs.files import (
    add_assets,
    add_files,
    add_pages,
    edit_address,
    is_behind,
    is_for_audience,
    is_generated_here,
    need_attributes,
    put_behind,
    report_problems,
    root_of,
    sort_tags,
    watch_folders,
    written_at,
)
from trailbook.site.mkdocs.labelled_tables import labelled_tables
from trailbook.site.mkdocs.option_types import PluginConfig, mkdocs_config
from trailbook.site.mkdocs.ready_html import ReadyHtml, ready_html
from trailbook.site.mkdocs.reference_links import ReferenceLinks, reference_links
from trailbook.site.mkdocs.serving import Serving, behind_first
from trailbook.site.mkdocs.theme_frame import DOOR, ThemeFrame, with_door
from trailbook.site.mkdocs.workspace import published, read_workspace
from trailbook.site.pages.record_blocks import record_blocks
from trailbook.site.pages.record_pages import kept_record_pages
from trailbook.site.pages.registers import reading_order
from trailbook.site.pages.release_page import folded, with_ways
from trailbook.site.rendering.edit_suggestion import address_elsewhere, edit_suggestion, new_record
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.markup import markdown_text
from trailbook.site.rendering.navigation import expand_folders, listing_page, without_links_to
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap, register_path
from trailbook.site.rendering.translation import speak
from trailbook.site.rendering.view import View
from trailbook.site.rendering.way_in import with_way_in
from trailbook.text.problem import Problem
from trailbook.trail.git.repository import Verdict
from trailbook.trail.trails import uncollected
from trailbook.workspace.configuration import fault_of
from trailbook.workspace.options import RecordsOptions
from trailbook.workspace.workspace import Workspace

log = get_plugin_logger("trailbook/records")

_DRAFTED = {register_path(kind): kind for kind in QUESTIONS}
"""The kind of record that can be drafted, by the Markdown path of its register."""


class RecordsPlugin(BasePlugin[PluginConfig]):
    """Turns records into pages.

    - ``on_startup`` notes whether the site is served, where each page says what is wrong with its file, and whether
      former pages are kept;
    - ``on_config`` reads all records, so that the other plugins find them in whatever order they run;
    - ``on_files`` adds a page for each record and register, and after all other plugins expands folders in ``nav``;
    - ``on_page_markdown`` links references and fills blocks in the author's pages;
    - ``on_page_context`` adds how to suggest a change, after search plugins have read the page;
    - ``on_nav`` and ``on_env`` keep what laying out more pages needs;
    - ``on_post_build`` writes a page for each threat and control, and the permanent addresses;
    - ``on_serve`` watches the record folders, the templates and the assets, and has edited pages shown first.
    """

    config_class = mkdocs_config(RecordsOptions)
    workspace: Workspace
    problems: tuple[Problem, ...]
    sitemap: Sitemap
    added: dict[str, SitePage]
    behind: dict[str, str]
    absent: frozenset[str]
    nav: Navigation
    files: Files
    env: Environment
    links: ReferenceLinks
    html: ReadyHtml
    base: str = ""
    responds: bool = False
    serving: Serving | None = None
    laid_out: LaidOut
    later: BuildLater | None = None
    anew: bool = False

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note whether somebody looks at the site while writing, and whether pages of the build before are kept."""
        self.serving = Serving() if command == "serve" else None
        self.anew = not dirty

    @event_priority(100)  # before anything is read that the audience must not see
    def _confine(self, config: MkDocsConfig) -> None:
        if is_for_audience(config):
            from trailbook.site.mkdocs.audience import confine  # noqa: PLC0415 - few builds are for an audience

            confine(config)

    def _read(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the records, and report what ``trailbook check`` reports.

        Raises ``PluginError`` with the remedy if a folder of records is outside that of mkdocs.yml, or the options
        can't be used.
        """
        has_policy = bool(self.config["content_security_policy"])
        begin_build(config, anew=self.anew, has_policy=has_policy, is_served=self.serving is not None)
        self.workspace = read_workspace(config)
        configuration = self.workspace.configuration
        if fault := fault_of(configuration.folders, configuration.docs):
            raise PluginError(fault)
        with uncollected():
            self.sitemap = published(config, self.workspace)
            build_cache(config).hold()
        speak(self.sitemap.language)
        self.responds = bool(responses(self.sitemap))
        self.problems = self.workspace.problems()
        report_problems(self.problems, log)
        for clash in self.sitemap.clashes():
            log.warning("%s", clash)
        need_attributes(config)
        sort_tags(config)
        self.links, self.html = reference_links(config), ready_html(config)
        labelled_tables(config)
        return config

    on_config = CombinedEvent(_confine, _read)

    @event_priority(100)  # plugins after ours may have set it in the configuration
    def _note_addresses(self, files: Files, config: MkDocsConfig) -> Files:
        self.sitemap = self.sitemap.showing(directory_urls=config.use_directory_urls)
        return files

    @event_priority(50)
    def _add_pages(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the pages and files; ``trailbook/trail`` adds those that need the history."""
        add_assets(files, config, brand=self.workspace.configuration.records.brand)
        kept = build_cache(config).texts(self.sitemap, config)
        diagrams = "trailbook/diagrams" in config.plugins
        make_ahead(kept, diagrams=diagrams)
        site = Site(self.workspace, self.sitemap, None, diagrams, config.site_url, kept)
        awaiting = False if self.sitemap.has_trail else None
        self.added = add_pages(files, config, catalogue.pages(site, ("trailbook/records",), awaiting=awaiting))
        self.behind = {path: first for path, page in self.added.items() if (first := listing_page(page))}
        self.behind |= {path: self.sitemap.paths[id] for id in self.sitemap.paths for path in self._chapters(id)}
        if self.serving:
            unread = add_pages(files, config, [*self.serving.pages_of_unread(self.added.values(), self.sitemap)])
            self.added |= unread
            self.behind |= behind_first(unread.values())
        else:
            self.added = {path: replace(page, markdown="") for path, page in self.added.items()}  # their files have it
        put_behind(self.behind, files)
        add_files(files, config, catalogue.files(site, ("trailbook/records",), awaiting=awaiting))
        return files

    def _chapters(self, id: str) -> Iterable[str]:
        return self.sitemap.chapters(id).values()

    @event_priority(-90)
    def _expand_nav(self, files: Files, config: MkDocsConfig) -> Files:
        pages = (file for file in files.documentation_pages() if file.src_uri not in self.behind)
        paths = [file.src_uri for file in pages if not is_behind(file)]
        self.absent = catalogue.absent_pages([owner for owner in catalogue.OWNERS if owner in config.plugins], paths)
        if config.nav is not None:
            config.nav = expand_folders(config.nav, paths, self.absent, reading_order(self.sitemap))
        return files

    on_files = CombinedEvent(_note_addresses, _add_pages, _expand_nav)

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation for the pages that are written at the end; show where pages behind others are."""
        self.nav, self.files = nav, files
        put_behind(self.behind, files)
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme for the pages that are written at the end."""
        self.env, self.laid_out = env, LaidOut(config, self.nav, files, env)
        return env

    def _link(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Link the references of an author's page, and fill the blocks of any page."""
        path, source = page.file.src_uri, written_at(page, config)
        if not is_generated_here(page):
            if path in self.sitemap.unread:
                page.meta = {"title": markdown_text(PurePosixPath(path).stem)}
            markdown = without_links_to(self.absent, View(self.sitemap, path).page_body(markdown), path)
            markdown = with_ways(self.sitemap, path, markdown)
            if "md_in_html" in config.markdown_extensions:
                markdown = folded(path, markdown)
        elif (added := self.added.get(path)) and added.source:
            source = added.source
            is_own = origin_of_path(source, self.workspace.knowledge().origins) is None
            page.edit_url = edit_address(config, source) if is_own else address_elsewhere(self.sitemap, source)
        filled = with_blocks(self.sitemap, config, page, markdown, record_blocks)
        return self.serving.with_problems(filled, source, self.problems) if self.serving else filled

    @event_priority(-100)
    def _set_links_aside(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Take the links of references out of a page of very many, until the rest of it is rendered."""
        self.html.begin(is_own=is_generated_here(page))
        return self.links.set_aside(markdown)

    on_page_markdown = CombinedEvent(_link, _set_links_aside)

    @event_priority(-100)
    def on_page_context(
        self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Add to the page of a record or an author how to suggest a change to it."""
        added = self.added.get(page.file.src_uri) if is_generated_here(page) else None
        if source := added.source if added else written_at(page, config):
            page.content = f"{page.content or ''}{edit_suggestion(self.sitemap, page.file.src_uri, source)}"
        elif kind := _DRAFTED.get(page.file.src_uri):
            page.content = f"{page.content or ''}{self._new_record(kind)}"
        return context

    def _new_record(self, kind: str) -> str:
        """How to draft one more record of a kind."""
        stated, today = self.workspace.configuration, self.workspace.today() or get_build_datetime().date()
        if self.sitemap.edits is None:
            return ""
        knowledge = self.workspace.knowledge()
        drafted = blank_draft(kind, stated.root, stated.folders, stated.docs, knowledge, today)
        return new_record(self.sitemap, kind, drafted)

    def on_template_context(
        self, context: TemplateContext, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Note where the site begins, for the page of addresses at which there is nothing."""
        self.base = str(context.get("base_url", ""))
        return context

    def on_post_template(self, output_content: str, template_name: str, config: MkDocsConfig) -> str:
        """Let the theme's page for unknown addresses help to find what was meant."""
        if template_name != "404.html" or not self._has_records:
            return output_content
        paths = [page.file.src_uri for page in self.nav.pages]
        html = missing_page(output_content, self.sitemap, self.base, paths)
        return with_way_in(html, f"{self.base.rstrip('/')}/{DOOR}") if self.responds else html

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Put the way into the playbooks for when something is wrong into the header, and mark where the page is."""
        return with_door(self._marked(output, page), config, page.url)

    def _marked(self, html: str, page: Page) -> str:
        """A page with the entry of the page that it is behind marked as the one that is open."""
        before = self.files.get_file_from_path(self.behind.get(page.file.src_uri, ""))
        if before is None:
            return html
        link = f'<a href="{get_relative_url(before.url, page.url)}" class="md-nav__link'
        return html.replace(f'{link}">', f'{link} md-nav__link--active">', 1)

    @event_priority(-100)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write the list of all places; without a trail also the page of each item, and the permanent addresses."""
        if self._has_records:
            self._write_places(config)
        if "trailbook/trail" not in config.plugins:  # otherwise that plugin writes them, with their history
            self._write_item_pages(config)
        speak("en")

    def on_build_error(self, error: Exception) -> None:
        """Speak English again, for whoever renders pages in this process after the build."""
        speak("en")

    @property
    def _has_records(self) -> bool:
        """Whether anything has an id; a site of plain pages stays as it is."""
        return any(self.sitemap.knowledge.records[id].kind != "page" for id in self.sitemap.paths)

    def _write_places(self, config: MkDocsConfig) -> None:
        others = [(str(page.title), page.url) for page in self.nav.pages if not self._is_record(page)]
        Path(config.site_dir, PLACES).write_bytes(places_file(self.sitemap, others, self.sitemap.has_trail))

    def _is_record(self, page: Page) -> bool:
        added = self.added.get(page.file.src_uri)
        return bool(added and added.source)

    def _write_item_pages(self, config: MkDocsConfig) -> None:
        kept = build_cache(config).texts(self.sitemap, config)
        diagrams = "trailbook/diagrams" in config.plugins
        site = Site(self.workspace, self.sitemap, None, diagrams, config.site_url, kept)
        layout = ThemeFrame(config, self.env, self.nav, self.files).layout(catalogue.frame_kinds(site))
        pages = catalogue.html_pages(site, ("trailbook/records",))
        for path in (*layout.write(pages), *layout.write_files(catalogue.permanent_addresses(site))):
            log.warning("%s: a page of the documentation has the place of a generated one; rename it", path)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What git said of signatures."""
        return self.workspace.verdicts()

    @event_priority(1000)  # before other plugins have anything watched
    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
        """Rebuild when a record, a template or a style changes, the page of an edited record before all others."""
        watch_closely(server, config)
        watch_folders(
            server,
            config,
            (*self.workspace.configuration.folders, OBSERVATIONS, *([SNAPSHOTS] if self.sitemap.drift else ())),
        )
        self.later = BuildLater(server)
        folders = self.workspace.configuration.folders
        server.builder = EditedFirst(builder, root_of(config), folders, self._show, self.later)
        return server

    def on_shutdown(self) -> None:
        """Ask for no more builds."""
        if self.later:
            self.later.close()

    def _show(self, source: str) -> bool:
        """Write the pages of one edited file; False if they can't be known, or where they are, without a build.

        A file with a problem is left to the build, which says on the page what is wrong.
        """
        workspace = replace(self.workspace)
        workspace.take_sources(self.workspace.sources())
        knowledge = workspace.knowledge()
        id = next((id for id, document in knowledge.documents.items() if document.path == source), None)
        faulty = any(problem.path == source for problem in knowledge.problems)
        sitemap = replace(self.sitemap, knowledge=knowledge)
        if id is None or id not in sitemap.paths or faulty or sitemap.paths != self.sitemap.paths:
            return False
        for plugin in self.laid_out.config.plugins.values():
            if getattr(plugin, "sitemap", None) is self.sitemap:
                plugin.sitemap = sitemap
        self.workspace, self.sitemap = workspace, sitemap
        self.laid_out.again(self._texts_of(id))
        return True

    def _texts_of(self, id: str) -> dict[str, str | None]:
        """The Markdown of the pages of a record, by path; None for a plain page, which is in its file."""
        if self.sitemap.knowledge.records[id].kind == "page":
            return {self.sitemap.paths[id]: None}
        diagrams = "trailbook/diagrams" in self.laid_out.config.plugins
        return {page.path: page.markdown for page in kept_record_pages(Texts(self.sitemap), id, diagrams=diagrams)}
