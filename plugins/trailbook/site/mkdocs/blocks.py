"""Fills the blocks of a page, from what is kept of the build before if that is the same."""

from collections.abc import Callable, Mapping

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.pages import Page

from trailbook.site.mkdocs.build_cache import build_cache
from trailbook.site.mkdocs.workspace import with_counts
from trailbook.site.rendering.blocks import BlockMaker, fill_blocks, may_have_blocks
from trailbook.site.rendering.sitemap import Sitemap

Blocks = Callable[[Sitemap, str], Mapping[str, BlockMaker]]
"""Takes a sitemap and the Markdown path of a page, and gives the functions that fill its blocks."""

log = get_plugin_logger("trailbook/blocks")


class _FaultyBlockError(Exception):
    """A block names something that does not exist."""


def with_blocks(sitemap: Sitemap, config: MkDocsConfig, page: Page, markdown: str, blocks: Blocks) -> str:
    """The Markdown of a page with its blocks filled; a fault is a warning with the file and line of the block."""
    if not may_have_blocks(markdown):
        return markdown
    path = page.file.src_uri
    counted = with_counts(sitemap, config, markdown)

    def stop(block: str, message: str) -> None:
        raise _FaultyBlockError(block, message)

    def warn(block: str, message: str) -> None:
        log.warning("%s: %s", sitemap.place(path, block), message)

    if counted is sitemap:
        texts = build_cache(config).texts(sitemap, config)
        what = f"{blocks.__module__} {path}"
        try:
            return texts.text(what, lambda asked: fill_blocks(markdown, blocks(asked, path), stop), markdown)
        except _FaultyBlockError:
            pass
    return fill_blocks(markdown, blocks(counted, path), warn)
