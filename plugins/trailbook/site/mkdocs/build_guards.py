"""What holds in every build, whichever plugins of Trailbook a site has, and whatever its pages hold or are called."""

import logging
from collections import deque
from typing import Any, SupportsIndex
from xml.etree.ElementTree import Element

import mkdocs
from markdown import Markdown
from markdown.extensions import Extension
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from trailbook.site.mkdocs.build_cache import build_cache
from trailbook.site.mkdocs.content_policy import add_content_policy
from trailbook.site.mkdocs.files import report_problems, written_at
from trailbook.site.mkdocs.former_site import write_over_former_site
from trailbook.site.mkdocs.link_guard import guard_links
from trailbook.site.mkdocs.neighbours import adapt_to_other_plugins
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.mkdocs.page_parts import split_long_pages
from trailbook.site.mkdocs.theme_templates import keep_templates
from trailbook.site.mkdocs.unchanged import end_if_unchanged
from trailbook.text.limits import NO_TEXT, slow_text
from trailbook.text.unseen import printable

_TEXTS = "trailbook/texts"
_ENTRY = "\n  - "
"""How MkDocs begins each entry of a list in a message."""

log = get_plugin_logger(_TEXTS)


def guard(config: MkDocsConfig) -> None:
    """Keep a build inside the repository, its log to one line a message, and its time to what has changed.

    Each plugin of Trailbook calls this; once is enough.
    """
    guard_links(config)
    build_cache(config)
    keep_templates(config)
    if _TEXTS not in config.plugins:
        config.plugins[_TEXTS] = TextGuard()
        extensions: list[Any] = config.markdown_extensions
        extensions.append(ManyBlocks())
    for handler in logging.getLogger(mkdocs.__name__).handlers:
        handler.addFilter(_one_line)


def begin_build(config: MkDocsConfig, *, anew: bool, has_policy: bool, is_served: bool) -> None:
    """End the build if nothing has changed, else set up what takes care of every page in it.

    ``anew`` says that no page of the build before is kept, ``has_policy`` that pages get a Content-Security-Policy.
    Each plugin that writes pages calls this; once is enough. Raises ``UnchangedSite``.
    """
    if anew:
        end_if_unchanged(config)
    guard(config)
    adapt_to_other_plugins(config)
    if anew:
        write_over_former_site(config)
    if has_policy:
        add_content_policy(config, is_served=is_served)
    split_long_pages(config)


class TextGuard(BasePlugin[PluginConfig]):
    """Leaves out the text of an author's page that Markdown takes too long to render (``text.limits``)."""

    @event_priority(100)
    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Replace the text by a sentence, and say where it costs too much, unless ``trailbook/records`` does."""
        if (path := written_at(page, config)) is None:
            return markdown
        source = page.file.content_string
        line = source.count("\n", 0, max(source.find(markdown), 0)) + 1
        problems = list(slow_text(path, markdown, line))
        if "trailbook/records" not in config.plugins:
            report_problems(problems, log)
        return NO_TEXT if problems else markdown


class ManyBlocks(Extension):
    """Reads pages of very many paragraphs in time linear in their number.

    Python-Markdown takes each block from the front of a list, behind which all others move up.
    """

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Give the parser of a long page its blocks as a queue."""
        parser: Any = md.parser
        parse_chunk = parser.parseChunk

        def parse(parent: Element, text: str) -> None:
            if text.count("\n\n") < _MANY:
                parse_chunk(parent, text)
            else:
                parser.parseBlocks(parent, _Blocks(text.split("\n\n")))

        parser.parseChunk = parse


_MANY = 2_000
"""From how many blocks on it is worth another list."""


class _Blocks(deque[str]):
    """As much of a list as processors of blocks use, with a quick front."""

    def pop(self, index: int = -1) -> str:
        """Take out the first block, or the last."""
        return super().pop() if index else self.popleft()

    def insert(self, index: int, block: str) -> None:
        """Put a block in, mostly at the front."""
        super().insert(index, block)

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        """A block, or several of them."""
        return list(self)[index] if isinstance(index, slice) else super().__getitem__(index)


def _one_line(record: logging.LogRecord) -> bool:
    """Leave no line in a message but those of MkDocs' own lists: the name of a file must not begin one."""
    record.msg, record.args = _ENTRY.join(map(printable, record.getMessage().split(_ENTRY))), ()
    return True
