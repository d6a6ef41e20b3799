"""The heads of Markdown tables at each of their cells, so that a narrow screen can show a row line by line."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX
from mkdocs.config.defaults import MkDocsConfig

_AFTER_INLINE = 15
"""After inline Markdown is read (20), so that the text of a head is known."""
_LATER = re.compile(f"{STX}.*?{ETX}")


class LabelledTables(Extension):
    """Gives each cell of a Markdown table but the first of its row the text of its head, in ``data-tb-label``."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register what does so."""
        md.treeprocessors.register(_Labels(md), "trailbook-table-labels", _AFTER_INLINE)


class _Labels(Treeprocessor):
    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            heads = [_text(head) for head in table.iterfind("thead/tr/th")]
            for label, cell in _labelled(table, heads):
                cell.set("data-tb-label", label)


def _text(head: Element) -> str:
    """The text of a head on one line, without what Python-Markdown puts in only later, such as HTML."""
    return " ".join(_LATER.sub(" ", "".join(head.itertext())).split())


def _labelled(table: Element, heads: list[str]) -> Iterator[tuple[str, Element]]:
    for row in table.iterfind("tbody/tr"):
        yield from ((label, cell) for label, cell in list(zip(heads, row.iterfind("td"), strict=False))[1:] if label)


def labelled_tables(config: MkDocsConfig) -> None:
    """Add the extension to those of a site."""
    extensions: list[Any] = config.markdown_extensions
    extensions.append(LabelledTables())
