"""Pages that are there for their pictures: the estate, and how the records are linked."""

from trailbook.site.environment import render
from trailbook.site.page import SitePage
from trailbook.site.pictures import estate_of
from trailbook.site.sitemap import Sitemap
from trailbook.site.view import View

ESTATE, LINKS = "estate.md", "links.md"


def estate_page(sitemap: Sitemap, *, diagrams: bool) -> SitePage:
    """All applications and connectors as tables, below their picture where pictures are drawn."""
    view = View(sitemap, ESTATE, diagrams=diagrams)
    return SitePage(ESTATE, render("estate.md.j2", view=view, estate=estate_of(sitemap)))


def links_page() -> SitePage:
    """The picture of all records and the links between them."""
    return SitePage(LINKS, render("links.md.j2"))
