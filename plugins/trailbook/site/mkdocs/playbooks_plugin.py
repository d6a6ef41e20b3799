"""``trailbook/playbooks``: pages by role, and playbooks whose steps say why they are there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from trailbook.site import catalogue
from trailbook.site.catalogue import Site
from trailbook.site.mkdocs.build_cache import build_cache
from trailbook.site.mkdocs.build_guards import guard
from trailbook.site.mkdocs.files import (
    add_assets,
    add_pages,
    edit_address,
    need_attributes,
    put_behind,
    report_problems,
    watch_folders,
)
from trailbook.site.mkdocs.neighbours import adapt_to_other_plugins
from trailbook.site.mkdocs.option_types import PluginConfig, mkdocs_config
from trailbook.site.mkdocs.workspace import sitemap_of_any_plugin, workspace_of
from trailbook.site.pages.application_playbooks import app_links, with_link
from trailbook.site.pages.record_pages import record_pages
from trailbook.site.rendering.navigation import listing_page
from trailbook.site.rendering.page import SitePage
from trailbook.workspace.options import PlaybooksOptions
from trailbook.workspace.problems import playbook_problems

log = get_plugin_logger("trailbook/playbooks")


class PlaybooksPlugin(BasePlugin[PluginConfig]):
    """Adds a page for each role, and the playbook of each application.

    - ``on_config`` turns on the Markdown extension for anchors of items, and keeps links inside the repository;
    - ``on_files`` adds the pages; without ``trailbook/records`` it also renders the playbooks, and reports what is hard
      to read in them and which filled-in checklists do not match them;
    - ``on_page_markdown`` links threat models to the playbooks generated from them, and edit links to their files;
    - ``on_serve`` watches the records, unless ``trailbook/records`` does.
    """

    config_class = mkdocs_config(PlaybooksOptions)
    added: dict[str, SitePage]
    models: Mapping[str, str]

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Turn on the Markdown extension that the pages need."""
        need_attributes(config)
        guard(config)
        adapt_to_other_plugins(config)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the pages; without ``trailbook/records``, also render the playbooks and report their problems."""
        workspace, sitemap = workspace_of(config), sitemap_of_any_plugin(config)
        add_assets(files, config)
        playbooks: Iterable[SitePage] = ()
        texts = build_cache(config).texts(sitemap, config)
        if sitemap.only_docs:
            playbooks = record_pages(texts, kinds=("playbook",))
            report_problems((*workspace.configuration.problems, *playbook_problems(workspace)), log)
        self.models = app_links(sitemap)
        pages = catalogue.pages(Site(workspace, sitemap, kept=texts), ("trailbook/playbooks",))
        added = add_pages(files, config, (*playbooks, *pages))
        self.added = {path: replace(page, markdown="") for path, page in added.items()}  # their files have it
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Show where the list of the playbooks of other repositories is."""
        put_behind({path: first for path, page in self.added.items() if (first := listing_page(page))}, files)
        return nav

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Link a threat model to its application's playbook, and a rendered playbook to its file."""
        if (added := self.added.get(page.file.src_uri)) and added.source:
            page.edit_url = edit_address(config, added.source)
        return with_link(markdown, self.models.get(page.file.src_uri, ""))

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
        """Rebuild when a record changes."""
        if "trailbook/records" not in config.plugins:
            watch_folders(server, config, workspace_of(config).configuration.folders)
        return server
