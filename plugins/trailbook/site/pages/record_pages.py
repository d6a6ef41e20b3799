"""The pages of records: pure functions of the knowledge base and one record."""

from collections.abc import Iterator, Sequence

from trailbook.records.document import Document
from trailbook.site.pages.registers import REGISTERS
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View


def record_pages(
    sitemap: Sitemap, *, diagrams: bool = False, kinds: Sequence[str] = tuple(REGISTERS)
) -> Iterator[SitePage]:
    """The page of each published record of the kinds. With ``diagrams`` threat models ask for their picture."""
    for document in sitemap.knowledge.documents.values():
        if document.record.kind in kinds and document.record.id in sitemap.paths:
            yield record_page(sitemap, document, diagrams=diagrams)


def record_page(sitemap: Sitemap, document: Document, *, diagrams: bool = False) -> SitePage:
    """The page of one record."""
    record = document.record
    path = sitemap.paths[record.id]
    view = View(sitemap, path, document, diagrams)
    return SitePage(path, render(f"{record.kind}.md.j2", view=view, record=record), document.path)
