"""Fenced blocks that are replaced by content from records, in any page of the site.

A block is fenced code whose language is ``trailbook`` and whose first word is the name of the block:

    ```trailbook
    data-flow TM-EXPENSES
    ```
"""

import re
from collections.abc import Callable, Mapping

from trailbook.records.references import Token, fences_in, replace_tokens
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.sitemap import Sitemap

BlockMaker = Callable[[str], str]
"""Takes the text after the name of a block and returns HTML. Raises ``BlockError`` if the text is wrong."""

Blocks = Callable[[Sitemap, str], Mapping[str, BlockMaker]]
"""Takes a sitemap and the Markdown path of a page, and gives the functions that fill its blocks."""

_BLOCK = re.compile(
    r"\s*(`{3,}|~{3,})[ \t]*trailbook[ \t]*\n\s*([a-z-]+)[ \t]*([^\n]*)\n\s*(?:`{3,}|~{3,})\s*", re.DOTALL
)
_BEGINNING = re.compile(r"[`~]{3}[ \t]*trailbook")


class BlockError(Exception):
    """A block names something that does not exist."""


class FaultyBlockError(Exception):
    """A text has a block that names something that does not exist, which is to be reported."""


def kept_with_blocks(texts: Texts, path: str, markdown: str, blocks: Blocks) -> str:
    """The text of the page at ``path`` with its blocks filled, from what is kept if that is the same.

    Raises ``FaultyBlockError`` if there is anything to report.
    """

    def stop(block: str, message: str) -> None:
        raise FaultyBlockError(block, message)

    what = f"{blocks.__module__} {path}"
    return texts.text(what, lambda sitemap: fill_blocks(markdown, blocks(sitemap, path), stop), markdown)


def may_have_blocks(markdown: str) -> bool:
    """Whether a text has what may be a block, at next to no cost."""
    may = "trailbook" in markdown and ("```" in markdown or "~~~" in markdown)
    return may and _BEGINNING.search(markdown) is not None


def has_block(markdown: str, name: str) -> bool:
    """Whether a text has a block of that name."""
    found = fences_in(markdown) if may_have_blocks(markdown) else ()
    return any(block[2] == name for token in found if (block := _BLOCK.fullmatch(token.text)))


def fill_blocks(markdown: str, makers: Mapping[str, BlockMaker], report: Callable[[str, str], None]) -> str:
    """The Markdown with each block replaced by what its function in ``makers`` returns.

    Blocks with other names are left alone, since another plugin may know them. ``report`` is called with the text and
    the fault of a block that names something that does not exist.
    """
    if not may_have_blocks(markdown):
        return markdown

    def fill(token: Token) -> str:
        block = _BLOCK.fullmatch(token.text)
        maker = makers.get(block[2]) if block else None
        if block is None or maker is None:
            return token.text
        try:
            return f"\n{maker(block[3].strip())}\n"
        except BlockError as error:
            report(token.text, str(error))
            return token.text

    return replace_tokens(markdown, fill, fences_in)
