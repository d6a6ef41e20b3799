"""``trailbook/playbooks``: pages by role, and playbooks whose steps tell why they are there."""

from collections.abc import Callable, Iterator, Mapping
from logging import INFO, WARNING
from pathlib import Path
from typing import Any

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from trailbook.risk.playbooks.checklists import checklist_problems
from trailbook.risk.playbooks.plain_language import hard_steps, read_plain_language
from trailbook.site.mkdocs.files import add_assets, add_pages, edit_address, need_attributes, root_of, watch_folders
from trailbook.site.mkdocs.sitemap import default_folders, sitemap_of
from trailbook.site.pages.application_playbooks import app_links, app_pages, with_link
from trailbook.site.pages.record_pages import record_pages
from trailbook.site.pages.role_pages import role_pages
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.text.problem import Problem
from trailbook.trail.git.head import newest, today_at

log = get_plugin_logger("trailbook/playbooks")


class PlaybooksConfig(Config):
    """Options of ``trailbook/playbooks``."""

    plain_language = c.Optional(c.Type(dict))
    """How easily steps have to read: ``level``, ``longest_sentence``, and whether it ``fails``. See the guide."""


class PlaybooksPlugin(BasePlugin[PlaybooksConfig]):
    """Adds a page for each role, and the playbook of each application.

    - ``on_config`` makes sure that anchors of items work;
    - ``on_files`` adds them and reports what reads hard and filled-in checklists that do not fit; where
      ``trailbook/records`` is not used, it dresses the playbooks as well;
    - ``on_page_markdown`` leads from threat models to the playbooks made of them, and edit links to playbooks' files;
    - ``on_serve`` watches the records where ``trailbook/records`` does not.
    """

    made: dict[str, SitePage]
    models: Mapping[str, str]

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Turn on what the pages need."""
        need_attributes(config)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the pages."""
        sitemap = sitemap_of(config)
        add_assets(files, config)
        playbooks = record_pages(sitemap, kinds=("playbook",)) if sitemap.only_docs else ()
        for problem in self._problems(sitemap, config):
            log.log(WARNING if problem.level == "error" else INFO, "%s", problem)
        self.models = app_links(sitemap)
        made = app_pages(sitemap, newest(root_of(config)))
        self.made = add_pages(files, config, (*playbooks, *role_pages(sitemap), *made))
        return files

    def _problems(self, sitemap: Sitemap, config: MkDocsConfig) -> Iterator[Problem]:
        file = Path(config.config_file_path)
        asked, faults = read_plain_language(
            self.config.plain_language, file.name, file.read_text(encoding="utf-8") if file.is_file() else ""
        )
        yield from faults
        yield from hard_steps(sitemap.knowledge, asked)
        yield from checklist_problems(
            sitemap.knowledge, sitemap.ruleset.rules, sitemap.scheme, today_at(root_of(config))
        )

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Lead to what was made, and from a dressed playbook to its file."""
        if (made := self.made.get(page.file.src_uri)) and made.source:
            page.edit_url = edit_address(config, made.source)
        return with_link(markdown, self.models.get(page.file.src_uri, ""))

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
        """Rebuild when a record changes."""
        if "trailbook/records" not in config.plugins:
            watch_folders(server, config, default_folders(config))
        return server
