"""What holds in every build, whichever plugins of Trailbook a site has, and whatever its pages hold or are called."""

import logging
import re
from collections import deque
from collections.abc import Iterable
from typing import Any, SupportsIndex, cast
from xml.etree.ElementTree import Element

import mkdocs
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import BACKTICK_RE, LINK_RE, Pattern
from markdown.inlinepatterns import InlineProcessor as InlinePattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString
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
        extensions.append(QuickParsing())
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


class QuickParsing(Extension):
    """Reads pages in less time, to the same HTML.

    - Of very many paragraphs in time linear in their number: Python-Markdown takes each block from the front of a list,
      behind which all others move up.
    - Of each text, only what may be in it is looked for (``_Inline``).
    """

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Give the parser of a long page its blocks as a queue, and look for marks within texts in another way."""
        if type(md.treeprocessors["inline"]) is InlineProcessor:
            md.treeprocessors.register(_Inline(md), "inline", _PRIORITY_OF_INLINE)
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


_PRIORITY_OF_INLINE = 20
"""As ``markdown.treeprocessors.build_treeprocessors`` has it."""


_BEGIN = {BACKTICK_RE: re.compile("`"), LINK_RE: re.compile(r"\[")}
"""What there is in a text wherever a pattern occurs, which is found ten times and eighty times as fast."""


class _Inline(InlineProcessor):
    """Asks whether a pattern may occur in a text before it goes the long way to find out that it does not.

    For most patterns and texts that is all there is to do, and a sixth of what Markdown takes. What is found goes the
    way of Python-Markdown, whose names the methods have.
    """

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Replace the marks in all texts."""
        self._patterns = [
            (pattern, _BEGIN.get(pattern.pattern, pattern.getCompiledRegExp()))
            for pattern in cast(Iterable[Pattern], self.md.inlinePatterns)
        ]
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        number, start = len(self._patterns) if isinstance(data, AtomicString) else patternIndex, 0
        while number < len(self._patterns):
            pattern, known = self._patterns[number]
            matched = False
            if known.search(data, start) or not isinstance(pattern, InlinePattern):
                data, matched, start = apply(pattern, data, number, start)
            if not matched:
                number, start = number + 1, 0
        return data


def _one_line(record: logging.LogRecord) -> bool:
    """Leave no line in a message but those of MkDocs' own lists: the name of a file must not begin one."""
    record.msg, record.args = _ENTRY.join(map(printable, record.getMessage().split(_ENTRY))), ()
    return True
