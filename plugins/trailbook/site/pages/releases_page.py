"""The page of all releases: their figures, and a comparison of any two in the browser."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from trailbook.records.releases import FIGURES, FOLDER, STATE_FIGURES, Release, releases
from trailbook.site.pages.trail_pages import CHANGE_BADGES
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.in_words import InWords
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sentences import in_language
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.trail_view import CHANGE_WORDS, TrailView
from trailbook.site.rendering.translation import day_in_words
from trailbook.site.rendering.view import View
from trailbook.text.unseen import one_line
from trailbook.trail.changelog import Line, grouped
from trailbook.trail.decision_kinds import DecisionKind

PAGE = f"{FOLDER}/index.md"
COMPARISON_DATA = f"{FOLDER}/releases.json"
"""The file that the comparison reads. It is not a contract for other programs."""


LISTED = 12
"""How many commits that no release has are listed of those that did the same; the changelog has all of them."""

_LISTED_FIGURES = ("above_appetite", "sign_offs")
"""The figures of a state that the list has for each release."""


@dataclass(frozen=True)
class Unreleased:
    """What no release has yet: how many decisions in how many commits since which day, and what these did.

    ``groups`` has the commits that did the same, with whether hints alone say so: those first that somebody should look
    at first, in each the newest.
    """

    groups: tuple[tuple[DecisionKind, bool, tuple[Line, ...]], ...]
    decisions: int
    commits: int
    since: date | None

    @property
    def others(self) -> int:
        """How many of the commits neither weakened, strengthened, began nor ended anything."""
        return self.commits - sum(len(lines) for _, _, lines in self.groups)


def has_releases_page(sitemap: Sitemap) -> bool:
    """Whether there is such a page: if there are records or releases."""
    return bool(published_releases(sitemap)) or any(
        record.kind != "page" for record in sitemap.knowledge.records.values()
    )


def releases_page(sitemap: Sitemap, history: TrailSite | None) -> Iterator[SitePage]:
    """The page, if there is one. Without a history it does not tell what no release has."""
    found = published_releases(sitemap)
    if has_releases_page(sitemap):
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
                listed_figures=_LISTED_FIGURES,
                data=COMPARISON_DATA.removeprefix(f"{FOLDER}/"),
                unreleased=unreleased(history, found) if history else None,
                trail=TrailView(history, PAGE) if history else None,
                words=CHANGE_WORDS,
                badges=CHANGE_BADGES,
                listed=LISTED,
            ),
        )


def unreleased(history: TrailSite, found: Sequence[Release]) -> Unreleased:
    """What came to the main line after the commit that added the page of the last release, or ever before the first."""
    pages = {release.path for release in found}
    last = history.by_record.get(found[-1].path) if found else None
    after = last.decisions[-1].landed if last else None
    commits = [entries for entries in history.commits if entries[0].trail.record not in pages]
    newer = [entries for entries in commits if after is None or entries[0].decision.landed > after]
    ids = {entries[0].decision.commit for entries in newer}
    lines = [line for week in history.changelog for line in week.lines if line.first.decision.commit in ids]
    since = after.date() if after else newer[-1][0].decision.day if newer else None
    return Unreleased(grouped(lines), sum(map(len, newer)), len(newer), since)


def release_files(sitemap: Sitemap) -> dict[str, bytes]:
    """The figures and changes of each release for the comparison, by path, if there are two releases or more."""
    found = published_releases(sitemap)
    if len(found) < 2:
        return {}
    view = View(sitemap, PAGE)
    values = {
        "figures": [FIGURES[name] for name in STATE_FIGURES],
        "releases": [
            {
                "version": release.note.version,
                "day": day_in_words(release.note.day),
                "href": view.page_href(sitemap.paths[release.path]),
                "figures": [number for _, number in release.note.rows(STATE_FIGURES)],
                "changes": [
                    [
                        one.effect,
                        one.reference,
                        view.href(one.reference),
                        _called(sitemap, one.reference),
                        InWords(view).plain(in_language(one.says)),
                    ]
                    for one in release.note.changes
                ],
            }
            for release in found
        ],
    }
    return {COMPARISON_DATA: (json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n").encode()}


def _called(sitemap: Sitemap, reference: str) -> str:
    """What is called that a release changed; empty if it is gone since."""
    return one_line(sitemap.knowledge.label(reference)) if sitemap.knowledge.has(reference) else ""


def published_releases(sitemap: Sitemap) -> list[Release]:
    """The releases that have a page on the site, the oldest first."""
    return [release for release in releases(sitemap.knowledge) if release.path in sitemap.paths]
