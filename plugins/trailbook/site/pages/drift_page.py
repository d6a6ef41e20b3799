"""The page of drift: every setting that deviates from what a policy demands."""

import re
from dataclasses import dataclass

from trailbook.drift.model import CheckResult, Drift
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sentences import in_language
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import translated
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


_NAMED = re.compile(r"\[([^]*]*[^]*\d][^]*]*)\]")
"""The name of an entry in what a setting is called: "Search test" of ``shares[Search test].with``."""


def finding_title(result: CheckResult) -> str:
    """What a check found: the setting, or how many, and what it is against or excepted from.

    The title of the check alone says what should be, and reads as if it were so.
    """
    found = result.uncovered or result.deviations
    if len(found) == 1:
        name = _NAMED.search(found[0].setting)
        said = translated("“{0}” is against “{1}”") if result.uncovered else translated("“{0}” is excepted from “{1}”")
        subject = name[1] if name else found[0].setting
    else:
        said = translated("{0} settings are against “{1}”")
        said = said if result.uncovered else translated("{0} settings are excepted from “{1}”")
        subject = str(len(found))
    return said.replace("{1}", in_language(result.stated.title)).replace("{0}", subject)


def drift_page(sitemap: Sitemap, drift: Drift) -> SitePage:
    """All deviations by application, and what was checked."""
    applications = dict.fromkeys(result.application for result in drift.deviating)
    concerns = [Concern(id, tuple(r for r in drift.deviating if r.application == id)) for id in applications]
    values = {
        "drift": drift,
        "concerns": concerns,
        "shown": SHOWN,
        "finding_title": finding_title,
        "idle": [result for result in drift.results if not result.looked_at],
    }
    return SitePage(DRIFT, render("drift.md.j2", view=View(sitemap, DRIFT), **values))
