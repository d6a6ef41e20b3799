"""The page of all releases: their figures, and a comparison of any two in the browser."""

import json
from collections.abc import Iterator, Sequence

from trailbook.records.releases import FIGURES, FOLDER, STATE_FIGURES, Release, releases
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View
from trailbook.text.markdown_text import read_markdown

PAGE = f"{FOLDER}/index.md"
COMPARISON_DATA = f"{FOLDER}/releases.json"
"""The file that the comparison reads. It is not a contract for other programs."""


def releases_page(sitemap: Sitemap) -> Iterator[SitePage]:
    """The page, if there are records or releases."""
    found = _published(sitemap)
    if found or any(record.kind != "page" for record in sitemap.knowledge.records.values()):
        view = View(sitemap, PAGE)
        rows = [(release, view.page_href(sitemap.paths[release.path])) for release in reversed(found)]
        yield SitePage(
            PAGE,
            render(
                "releases.md.j2",
                view=view,
                rows=rows,
                figures=FIGURES,
                state_figures=STATE_FIGURES,
                data=COMPARISON_DATA.removeprefix(f"{FOLDER}/"),
            ),
        )


def release_files(sitemap: Sitemap) -> dict[str, bytes]:
    """The figures and changes of each release for the comparison, by path, if there are two releases or more."""
    found = _published(sitemap)
    if len(found) < 2:
        return {}
    view = View(sitemap, PAGE)
    values = {
        "figures": [FIGURES[name] for name in STATE_FIGURES],
        "releases": [
            {
                "version": release.note.version,
                "day": release.note.day.isoformat(),
                "href": view.page_href(sitemap.paths[release.path]),
                "figures": [number for _, number in release.note.rows(STATE_FIGURES)],
                "changes": [
                    [change.effect, change.reference, view.href(change.reference), change.says]
                    for change in release.note.changes
                ],
            }
            for release in found
        ],
    }
    return {COMPARISON_DATA: (json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n").encode()}


def with_neighbours(sitemap: Sitemap, path: str, markdown: str) -> str:
    """The Markdown of a release's page with links to the releases before and after it; other pages unchanged."""
    if not path.startswith(f"{FOLDER}/"):
        return markdown
    found = _published(sitemap)
    here = next((number for number, release in enumerate(found) if sitemap.paths[release.path] == path), None)
    heading = read_markdown(markdown).heading
    if here is None or heading is None:
        return markdown
    lines = markdown.split("\n")
    return "\n".join([*lines[: heading.line], "", _ways(sitemap, found, here), "", *lines[heading.line :]])


def _ways(sitemap: Sitemap, found: Sequence[Release], here: int) -> str:
    view = View(sitemap, sitemap.paths[found[here].path])
    before = found[here - 1] if here else None
    after = found[here + 1] if here + 1 < len(found) else None
    places = {release.path: view.page_href(sitemap.paths[release.path]) for release in (before, after) if release}
    values = {"before": before, "after": after, "places": places, "all": view.page_href(PAGE), "now": found[here]}
    return render("_release_ways.j2", view=view, **values).strip()


def _published(sitemap: Sitemap) -> list[Release]:
    return [release for release in releases(sitemap.knowledge) if release.path in sitemap.paths]
