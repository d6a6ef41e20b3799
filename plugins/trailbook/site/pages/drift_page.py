"""The page of drift: every setting that is not as a policy asks, for those who decide what to do about it."""

from dataclasses import dataclass

from trailbook.drift.model import CheckResult, Drift
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View

DRIFT = "drift.md"
"""The Markdown path of the page."""

SHOWN = 40
"""How many deviations from one check the page lists for one snapshot; the command line lists them all."""


@dataclass(frozen=True)
class Concern:
    """The deviations of one application, most urgent first; ``application`` is None for what concerns all of them."""

    application: str | None
    results: tuple[CheckResult, ...]


def drift_page(sitemap: Sitemap, drift: Drift) -> SitePage:
    """All deviations by application, and what was looked at."""
    applications = dict.fromkeys(result.application for result in drift.deviating)
    concerns = [Concern(id, tuple(r for r in drift.deviating if r.application == id)) for id in applications]
    values = {
        "drift": drift,
        "concerns": concerns,
        "shown": SHOWN,
        "idle": [result for result in drift.results if not result.looked_at],
    }
    return SitePage(DRIFT, render("drift.md.j2", view=View(sitemap, DRIFT), **values))
