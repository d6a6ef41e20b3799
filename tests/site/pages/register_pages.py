"""The pages of registers, as the site has them."""

from collections.abc import Iterator

from trailbook.site.pages.record_pages import register_makers
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap


def register_pages(sitemap: Sitemap) -> Iterator[SitePage]:
    """All that a site with pictures has."""
    return (page for make in register_makers(diagrams=True).values() for page in make(sitemap))
