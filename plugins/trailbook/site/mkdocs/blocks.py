"""Fills the blocks of a page, from what is kept of the build before if that is the same."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.pages import Page

from trailbook.site.mkdocs.build_cache import build_cache
from trailbook.site.mkdocs.workspace import with_counts
from trailbook.site.rendering.blocks import Blocks, FaultyBlockError, fill_blocks, kept_with_blocks, may_have_blocks
from trailbook.site.rendering.sitemap import Sitemap

log = get_plugin_logger("trailbook/blocks")


def with_blocks(sitemap: Sitemap, config: MkDocsConfig, page: Page, markdown: str, blocks: Blocks) -> str:
    """The Markdown of a page with its blocks filled; a fault is a warning with the file and line of the block."""
    if not may_have_blocks(markdown):
        return markdown
    path = page.file.src_uri
    counted = with_counts(sitemap, config, markdown)

    def warn(block: str, message: str) -> None:
        log.warning("%s: %s", sitemap.place(path, block), message)

    if counted is sitemap:
        try:
            return kept_with_blocks(build_cache(config).texts(sitemap, config), path, markdown, blocks)
        except FaultyBlockError:
            pass
    return fill_blocks(markdown, blocks(counted, path), warn)
