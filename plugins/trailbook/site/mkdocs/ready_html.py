"""Keeps the ready HTML of Trailbook's own pages from being read as Markdown.

Most of such a page is HTML, and Python-Markdown and MkDocs each parse all of it once more, to find where it ends and
which anchors it has. Here its end follows from counting one tag, and its anchors from a pattern, which is enough for
HTML that templates wrote. What the page becomes is the same to the byte.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from mkdocs.config.defaults import MkDocsConfig

from trailbook.site.mkdocs.build_cache import Stateful

_BLOCKS = ("div", "table", "details", "figure", "ul", "ol", "dl", "p", "section", "nav", "aside", "form")
_OPENING = re.compile(rf"<({'|'.join(_BLOCKS)})(?=[\s>])")
_TAGS = {name: re.compile(rf"""<(/?){name}(?=[\s>])(?:[^>"']|"[^"]*"|'[^']*')*>""") for name in _BLOCKS}
_ID = re.compile(r'\sid="([^"]*)"')
_BEFORE_HTML_IS_READ = 22
"""Before MkDocs collects anchors (21) and Python-Markdown reads HTML (20), and after fenced code is taken out (25)."""


class ReadyHtml(Stateful):
    """Takes blocks of HTML out of the page that is rendered, if it is one of Trailbook's own."""

    def __init__(self) -> None:
        super().__init__()
        self.is_own = False

    def begin(self, *, is_own: bool) -> None:
        """Say whether the page that is rendered next is one of Trailbook's own."""
        self.is_own, self.anchors = is_own, frozenset()

    def state(self) -> str:
        """Whether the page is one of Trailbook's own."""
        return str(self.is_own)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register what takes the blocks out."""
        if self.is_own:
            md.preprocessors.register(_Blocks(md, self), "trailbook-html", _BEFORE_HTML_IS_READ)


class _Blocks(Preprocessor):
    def __init__(self, md: Markdown, extension: ReadyHtml) -> None:
        super().__init__(md)
        self._stash = md.htmlStash
        self._extension = extension

    def run(self, lines: list[str]) -> list[str]:
        return list(self._without_html("\n".join(lines)))

    def _without_html(self, text: str) -> Iterator[str]:
        passed = 0
        for start, end in _blocks(text):
            block = text[start:end]
            self._extension.anchors |= {unescape(id) for id in _ID.findall(block)}
            yield from text[passed:start].split("\n")
            yield self._stash.store(f"{block}\n" if text.startswith("\n\n", end) else block)
            yield ""
            passed = end
        yield from text[passed:].split("\n")


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where complete blocks begin and end, each alone or line after line, between blank lines."""
    passed = 0
    for opening in _OPENING.finditer(text):
        start = opening.start()
        if start >= passed and (start == 0 or text.endswith("\n\n", 0, start)):
            for block in _run(text, start):
                yield block
                passed = block[1]


def _run(text: str, start: int) -> list[tuple[int, int]]:
    """The blocks from ``start`` to a blank line; none if anything else comes before that."""
    found: list[tuple[int, int]] = []
    while (end := _end(text, start)) is not None:
        found.append((start, end))
        if text.startswith("\n\n", end):
            return found
        start = end + 1
    return []


def _end(text: str, start: int) -> int | None:
    """Where the element that begins at ``start`` ends; None unless it is complete and nothing follows on its line."""
    opening = _OPENING.match(text, start)
    open_tags = 0
    for tag in _TAGS[opening[1]].finditer(text, start) if opening else ():
        open_tags += -1 if tag[1] else 1
        if not open_tags:
            return tag.end() if text.startswith("\n", tag.end()) else None
    return None


def ready_html(config: MkDocsConfig) -> ReadyHtml:
    """The extension, added to those of a site."""
    extension = ReadyHtml()
    extensions: list[Any] = config.markdown_extensions
    extensions.append(extension)
    return extension
