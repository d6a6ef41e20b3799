"""The workspace of a MkDocs build: one for all plugins of Trailbook, created from what MkDocs has read."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.utils import get_build_datetime

from trailbook.drift.detection import detect_drift
from trailbook.records.loading import FOLDERS
from trailbook.site.mkdocs.files import docs_of, edit_links, lack_of, root_of, theme_of
from trailbook.site.mkdocs.option_types import plugin_options
from trailbook.site.pages.counted_indicators import asks_for_counts
from trailbook.site.rendering.sitemap import Sitemap, sitemap_of
from trailbook.workspace.configuration import Configuration, ConfigurationError
from trailbook.workspace.workspace import Workspace


def read_workspace(config: MkDocsConfig) -> Workspace:
    """The workspace of the knowledge base of a configuration.

    Raises ``PluginError`` with the remedy if its options can't be used.
    """
    docs, file = docs_of(config), Path(config.config_file_path) if config.config_file_path else None
    stated = Configuration(
        root_of(config),
        (docs, *FOLDERS[1:]),
        docs,
        config.site_name,
        config.nav,
        config.copyright or "",
        records=plugin_options(config, "trailbook/records"),
        playbooks=plugin_options(config, "trailbook/playbooks"),
        trail=plugin_options(config, "trailbook/trail"),
        theme=theme_of(config),
    )
    text = file.read_text(encoding="utf-8") if file and file.is_file() else ""
    try:
        return Workspace(stated.with_options(file.name if file else "mkdocs.yml", text), lack=lack_of(config))
    except ConfigurationError as error:
        raise PluginError(str(error)) from None


def workspace_of(config: MkDocsConfig) -> Workspace:
    """The workspace of ``trailbook/records``, or a new one in a site that does not use it."""
    known = getattr(config.plugins.get("trailbook/records"), "workspace", None)
    return known if isinstance(known, Workspace) else read_workspace(config)


def published(config: MkDocsConfig, workspace: Workspace) -> Sitemap:
    """Where the records are published in a site that uses ``trailbook/records``.

    Without a history, drift is judged as of the day of the build.
    """
    sitemap = sitemap_of(workspace, directory_urls=config.use_directory_urls, excluded=config.exclude_docs)
    if workspace.today() is None:
        today = get_build_datetime().date()
        sitemap = sitemap.showing(drift=detect_drift(workspace.root, workspace.knowledge(), today))
    configuration = workspace.configuration
    return sitemap.showing(
        edits=edit_links(config) if configuration.records.suggest and not configuration.is_for_audience else None,
        has_trail="trailbook/trail" in config.plugins,
        has_playbooks="trailbook/playbooks" in config.plugins,
        language=str(config.theme.get("language") or "en"),
    )


def sitemap_of_any_plugin(config: MkDocsConfig) -> Sitemap:
    """The sitemap of ``trailbook/records``; without that plugin, of the Markdown in the documentation folder."""
    known = getattr(config.plugins.get("trailbook/records"), "sitemap", None)
    if isinstance(known, Sitemap):
        return known
    urls, excluded = config.use_directory_urls, config.exclude_docs
    return sitemap_of(workspace_of(config), directory_urls=urls, only_docs=True, excluded=excluded)


def with_counts(sitemap: Sitemap, config: MkDocsConfig, markdown: str) -> Sitemap:
    """The sitemap for the blocks of a page, with the indicators counted from the history if the blocks show any."""
    trail = config.plugins.get("trailbook/trail")
    observed = getattr(trail, "observed", None) if trail and asks_for_counts(sitemap, markdown) else None
    return sitemap.showing(observed=observed) if observed else sitemap
