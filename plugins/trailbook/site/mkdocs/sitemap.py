"""Which records a MkDocs configuration is about, and where they are published."""

from dataclasses import replace

from mkdocs.config.defaults import MkDocsConfig

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import FOLDERS, load
from trailbook.site.mkdocs.files import docs_of, root_of
from trailbook.site.pages.counted_indicators import asks_for_counts
from trailbook.site.rendering.sitemap import Sitemap


def default_folders(config: MkDocsConfig) -> list[str]:
    """Where records are looked for when the configuration names no folders."""
    return [docs_of(config), *FOLDERS[1:]]


def sitemap_of(config: MkDocsConfig) -> Sitemap:
    """The sitemap that ``trailbook/records`` made, or one made here in a site that does not use it.

    Without ``trailbook/records`` only the Markdown in the documentation folder has pages.
    """
    made = getattr(config.plugins.get("trailbook/records"), "sitemap", None)
    if isinstance(made, Sitemap):
        return made
    knowledge = load(root_of(config), default_folders(config))
    return new_sitemap(knowledge, config, only_docs=True)


def told_by_trail(sitemap: Sitemap, config: MkDocsConfig, markdown: str) -> Sitemap:
    """The sitemap for the blocks of a page, with what ``trailbook/trail`` counts where they show it."""
    trail = config.plugins.get("trailbook/trail")
    observed = getattr(trail, "observed", None) if trail and asks_for_counts(sitemap, markdown) else None
    return replace(sitemap, observed=observed) if observed else sitemap


def new_sitemap(knowledge: KnowledgeBase, config: MkDocsConfig, *, only_docs: bool = False) -> Sitemap:
    """Where the records are published in a site, without what its ``exclude_docs`` names."""
    everything = Sitemap(knowledge, docs_of(config), config.use_directory_urls, only_docs)
    excluded = config.exclude_docs
    left_out = (path for path in everything.paths.values() if excluded and excluded.match_file(path))
    return replace(everything, left_out=frozenset(left_out))
