"""The page of drift: every setting that deviates from what a policy demands."""

from dataclasses import dataclass

from trailbook.drift.model import CheckResult, Drift
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View

DRIFT = "drift.md"
"""The Markdown path of the page."""

SHOWN = 40
"""How many deviations of a check the page lists for a snapshot; the command line lists all of them."""


@dataclass(frozen=True)
class Concern:
    """The deviations of an application, most urgent first; ``application`` is None for what concerns all of them."""

    application: str | None
    results: tuple[CheckResult, ...]


def drift_page(sitemap: Sitemap, drift: Drift) -> SitePage:
    """All deviations by application, and what was checked."""
    applications = dict.fromkeys(result.application for result in drift.deviating)
    concerns = [Concern(id, tuple(r for r in drift.deviating if r.application == id)) for id in applications]
    values = {
        "drift": drift,
        "concerns": concerns,
        "shown": SHOWN,
        "idle": [result for result in drift.results if not result.looked_at],
    }
    return SitePage(DRIFT, render("drift.md.j2", view=View(sitemap, DRIFT), **values))
