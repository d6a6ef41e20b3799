"""Pages that are there for their pictures: the estate, and how the records are linked."""

from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.picture_blocks import estate_of
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View

ESTATE, LINKS = "estate.md", "links.md"


def estate_page(sitemap: Sitemap, *, diagrams: bool) -> SitePage:
    """All applications and connectors as tables, below their picture where pictures are drawn."""
    view = View(sitemap, ESTATE, diagrams=diagrams)
    return SitePage(ESTATE, render("estate.md.j2", view=view, estate=estate_of(sitemap)))


def links_page() -> SitePage:
    """The picture of all records and the links between them."""
    return SitePage(LINKS, render("links.md.j2"))
