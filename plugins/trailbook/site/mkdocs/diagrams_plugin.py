"""``trailbook/diagrams``: draws pictures in place of ``trailbook`` blocks."""

from collections.abc import Callable
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from trailbook.site.mkdocs.blocks import with_blocks
from trailbook.site.mkdocs.build_guards import guard
from trailbook.site.mkdocs.files import add_assets, watch_folders
from trailbook.site.mkdocs.neighbours import adapt_to_other_plugins
from trailbook.site.mkdocs.option_types import PluginConfig, mkdocs_config
from trailbook.site.mkdocs.workspace import sitemap_of_any_plugin, workspace_of
from trailbook.site.rendering.picture_blocks import picture_blocks
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.workspace.options import DiagramsOptions


class DiagramsPlugin(BasePlugin[PluginConfig]):
    """Replaces blocks such as ``data-flow`` with inline pictures, with or without ``trailbook/records``.

    - ``on_config`` keeps links inside the repository;
    - ``on_files`` reads the records and adds the styles of pictures;
    - ``on_page_markdown`` draws the pictures;
    - ``on_serve`` watches the records, unless ``trailbook/records`` does.
    """

    config_class = mkdocs_config(DiagramsOptions)
    sitemap: Sitemap

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Keep the build inside the repository."""
        guard(config)
        adapt_to_other_plugins(config)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Read the records, and add the styles of pictures."""
        self.sitemap = sitemap_of_any_plugin(config)
        add_assets(files, config)
        return files

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Draw the pictures of the page."""
        return with_blocks(self.sitemap, config, page, markdown, picture_blocks)

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
        """Rebuild when a record changes."""
        if "trailbook/records" not in config.plugins:
            watch_folders(server, config, workspace_of(config).configuration.folders)
        return server
