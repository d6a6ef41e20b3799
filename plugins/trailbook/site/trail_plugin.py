"""``trailbook/trail``: tells on every page who decided what, when, why, and on whose approval."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from trailbook.site.effects_page import effects_page
from trailbook.site.feed import FEED, feed
from trailbook.site.forge import FORGES, forge_of
from trailbook.site.gap_page import gap_page
from trailbook.site.mkdocs_site import (
    add_assets,
    add_pages,
    default_folders,
    need_attributes,
    root_of,
    sitemap_of,
    watch_folders,
)
from trailbook.site.shell import Shell
from trailbook.site.trail_data import DATA, log_data
from trailbook.site.trail_marks import item_marks, last_decided, with_line, with_marks
from trailbook.site.trail_pages import log_page, trail_pages, year_pages
from trailbook.site.trail_view import TrailSite, TrailView
from trailbook.trail.decisions import Trail
from trailbook.trail.repository import HistoryError, NoHistoryError, Repository
from trailbook.trail.trails import read_trails

log = get_plugin_logger("trailbook/trail")


class TrailConfig(Config):
    """Options of ``trailbook/trail``."""

    marks = c.Type(bool, default=True)
    """Put "Why is this here?" at each item of a record, and at each section of a plain page."""

    log = c.Type(bool, default=True)
    """Make the page ``decisions.md`` with all decisions, a page for each year, the feed ``decisions.xml``, the
    page ``gaps.md`` with what the trail can't show, and ``effects.md`` with the rules of what weakens."""

    forge = c.Optional(c.Choice(tuple(FORGES)))
    """Which forge ``repo_url`` leads to, where its host does not tell: github, gitlab, bitbucket or gitea.
    Commits and pull requests become links on a forge that is known."""


class TrailPlugin(BasePlugin[TrailConfig]):
    """Shows the decisions behind each page, with or without records.

    - ``on_config`` reads the history, once for the whole build;
    - ``on_files`` adds the log of decisions, its data and its feed;
    - ``on_nav`` and ``on_env`` keep what laying out more pages takes;
    - ``on_page_context`` adds the last decision and the marks to a page, after search plugins have read it;
    - ``on_post_build`` writes a page for each trail and each year;
    - ``on_serve`` watches for commits, and for records where ``trailbook/records`` does not.
    """

    trails: tuple[Trail, ...]
    site: TrailSite
    nav: Navigation
    files: Files
    env: Environment

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the history; where there is none yet, every page says so.

        Raises ``PluginError`` with the remedy where a part of the history is missing.
        """
        try:
            self.trails = tuple(read_trails(Repository(root_of(config)), _folders(config)))
        except NoHistoryError as error:
            self.trails = ()
            log.info("%s", error)
        except HistoryError as error:
            raise PluginError(str(error)) from None
        need_attributes(config)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the log of decisions with its data and its feed."""
        forge = forge_of(config.repo_url, self.config.forge)
        self.site = TrailSite(sitemap_of(config), self.trails, forge, self.config.log)
        add_assets(files, config)
        if self.config.log:
            pages = add_pages(files, config, [log_page(self.site), gap_page(self.site), effects_page()])
            for path in pages if config.nav is not None else ():
                if page := files.get_file_from_path(path):
                    page.inclusion = InclusionLevel.NOT_IN_NAV  # what the configuration names is there all the same
            for path, content in (
                (DATA, log_data(self.site)),
                (FEED, feed(self.site, config.site_name, config.site_url)),
            ):
                if files.get_file_from_path(path) is None:
                    files.append(File.generated(config, path, content=content))
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the navigation for the pages that are laid out at the end."""
        self.nav, self.files = nav, files
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme for the pages that are laid out at the end."""
        self.env = env
        return env

    @event_priority(-100)
    def on_page_context(
        self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Add the last decision on the page's record, and a mark to each of its items or sections."""
        path = page.file.src_uri
        record = self.site.records.get(path)
        if record is not None:
            html = page.content or ""
            view, trail = TrailView(self.site, path), self.site.by_record.get(record)
            if trail is not None and self.config.marks:
                html = with_marks(html, item_marks(view, trail))
            page.content = with_line(html, last_decided(view, trail))
        return context

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write the page of each trail and each year."""
        taken = {file.dest_uri for file in self.files}
        years = year_pages(self.site) if self.config.log else ()
        for path, html in Shell(config, self.env, self.nav, self.files).laid_out([*trail_pages(self.site), *years]):
            if path in taken:
                log.warning("%s: a page of the documentation has the place of a trail's page; rename it", path)
                continue
            file = Path(config.site_dir, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html, encoding="utf-8", errors="xmlcharrefreplace")

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
        """Rebuild after a commit, and when a record changes."""
        commits = root_of(config) / ".git" / "logs"
        if commits.is_dir():
            server.watch(str(commits))
        if "trailbook/records" not in config.plugins:
            watch_folders(server, config, default_folders(config))
        return server


def _folders(config: MkDocsConfig) -> list[str]:
    """Where records are looked for: where ``trailbook/records`` looks, if it is there."""
    records = config.plugins.get("trailbook/records")
    return (records.config.get("folders") if records else None) or default_folders(config)
