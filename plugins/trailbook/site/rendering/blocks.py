"""Fenced blocks that ask for something made from records, in any page of the site.

A block is fenced code whose language is ``trailbook`` and whose first word names what it asks for:

    ```trailbook
    data-flow TM-EXPENSES
    ```
"""

import re
from collections.abc import Callable, Mapping

from trailbook.records.references import Token, replace_tokens

BlockMaker = Callable[[str], str]
"""Takes what stands behind the block's name; gives HTML. Raises ``BlockError`` with what is wrong."""

_BLOCK = re.compile(
    r"\s*(`{3,}|~{3,})[ \t]*trailbook[ \t]*\n\s*([a-z-]+)[ \t]*([^\n]*)\n\s*(?:`{3,}|~{3,})\s*", re.DOTALL
)


class BlockError(Exception):
    """A block asks for something that does not exist."""


def fill_blocks(markdown: str, makers: Mapping[str, BlockMaker], report: Callable[[str, str], None]) -> str:
    """The Markdown with each block that a maker knows replaced by what it makes.

    Blocks of other names are left alone, since another plugin may know them. ``report`` is told the
    text and the fault of a block that asks for something that does not exist.
    """
    if "trailbook" not in markdown:
        return markdown

    def fill(token: Token) -> str:
        block = _BLOCK.fullmatch(token.text) if token.kind == "fence" else None
        maker = makers.get(block[2]) if block else None
        if block is None or maker is None:
            return token.text
        try:
            return f"\n{maker(block[3].strip())}\n"
        except BlockError as error:
            report(token.text, str(error))
            return token.text

    return replace_tokens(markdown, fill)
