"""Indicators that are counted from the history, which is read beside the build: what has to wait for it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from trailbook.risk.indicators.model import Observed
from trailbook.risk.overview.measures import FROM_HISTORY, History, computed_indicators
from trailbook.risk.overview.observe import observe_with_month_ends
from trailbook.risk.reviews.reviews import Evidence
from trailbook.site.pages.record_pages import record_page, register_page
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap, register_path


def with_history(
    sitemap: Sitemap, root: Path, folders: Iterable[str], evidence: Evidence, today: date | None
) -> Sitemap:
    """The sitemap with what the history lets be counted; as it is where nothing is, or nothing was committed."""
    if sitemap.observed is None or not evidence.trails or not computed_indicators(sitemap.knowledge, FROM_HISTORY):
        return sitemap
    history = History(evidence, sitemap.review_plan, sitemap.scheme)
    return replace(sitemap, observed=observe_with_month_ends(root, folders, sitemap.knowledge, today, history))


def counted_paths(sitemap: Sitemap) -> dict[str, str]:
    """The Markdown paths of the pages that tell what is counted from the history, each with its indicator's id.

    The register of indicators, which tells of all, is among them with no id.
    """
    if sitemap.observed is None or sitemap.only_docs:
        return {}
    indicators = computed_indicators(sitemap.knowledge, FROM_HISTORY)
    paths = {sitemap.paths[record.id]: record.id for record in indicators if record.id in sitemap.paths}
    return {**paths, register_path("indicator"): ""} if paths else {}


def counted_page(sitemap: Sitemap, observed: Observed, path: str, *, diagrams: bool) -> SitePage:
    """One of these pages, with what was counted."""
    counted = replace(sitemap, observed=observed)
    if id := counted_paths(counted)[path]:
        return record_page(counted, counted.knowledge.documents[id], diagrams=diagrams)
    return register_page(counted, "indicator")


def asks_for_counts(sitemap: Sitemap, markdown: str) -> bool:
    """Whether a block in a page's text shows what is counted from the history."""
    if "trailbook" not in markdown:
        return False
    shown = [f"chart {id}" for id in counted_paths(sitemap).values() if id]
    return any(block in markdown for block in (*shown, *(["register indicator"] if shown else [])))
