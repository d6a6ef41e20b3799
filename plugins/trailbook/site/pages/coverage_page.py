"""The page of coverage, and what it shows as a file for other programs."""

from trailbook.records.frameworks import known_frameworks
from trailbook.risk.register.coverage import Coverage, coverage, coverage_json
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View

PATH = "coverage.md"
DATA = "coverage.json"


def coverage_page(sitemap: Sitemap) -> SitePage:
    """The page of coverage."""
    values = {"found": _found(sitemap), "frameworks": list(known_frameworks().values())}
    return SitePage(PATH, render("coverage.md.j2", view=View(sitemap, PATH), **values))


def coverage_files(sitemap: Sitemap) -> dict[str, bytes]:
    """The coverage as JSON by its path, where there are policies."""
    return {DATA: coverage_json(_found(sitemap)).encode()} if sitemap.published("policy") else {}


def _found(sitemap: Sitemap) -> Coverage:
    return coverage(sitemap.knowledge, sitemap.paths)
