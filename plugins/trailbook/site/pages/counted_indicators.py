"""Pages with indicators that are counted from the history, which the background process reads."""

from trailbook.risk.indicators.model import Observed
from trailbook.site.pages.record_pages import record_page, register_page
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap, register_path


def counted_paths(sitemap: Sitemap) -> dict[str, str]:
    """The Markdown paths of the pages with indicators that are counted from the history, each with the indicator's id.

    The register of indicators is among them, with an empty id.
    """
    if sitemap.observed is None or sitemap.only_docs:
        return {}
    paths = {sitemap.paths[id]: id for id in sitemap.counted}
    return {**paths, register_path("indicator"): ""} if paths else {}


def counted_page(sitemap: Sitemap, observed: Observed, path: str, *, diagrams: bool) -> SitePage:
    """One of these pages, with the series counted from the history."""
    counted = sitemap.showing(observed=observed)
    if id := counted_paths(counted)[path]:
        return record_page(counted, counted.knowledge.documents[id], diagrams=diagrams)
    return register_page(counted, "indicator")


def asks_for_counts(sitemap: Sitemap, markdown: str) -> bool:
    """Whether a block in the text of a page shows an indicator that is counted from the history."""
    if "trailbook" not in markdown:
        return False
    shown = [f"chart {id}" for id in counted_paths(sitemap).values() if id]
    return any(block in markdown for block in (*shown, *(["register indicator"] if shown else [])))
