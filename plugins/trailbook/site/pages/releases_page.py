"""The page of all releases: their figures, and a comparison of any two in the browser."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, groupby

from trailbook.records.references import REFERENCE, Reference
from trailbook.records.releases import FIGURES, FOLDER, STATE_FIGURES, Release, is_of_release, releases
from trailbook.site.marks.html_marks import place_of_mark
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
from trailbook.text.markdown_text import read_markdown
from trailbook.text.unseen import one_line
from trailbook.trail.changelog import NOTABLE, Line
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
    return bool(_published(sitemap)) or any(record.kind != "page" for record in sitemap.knowledge.records.values())


def releases_page(sitemap: Sitemap, history: TrailSite | None) -> Iterator[SitePage]:
    """The page, if there is one. Without a history it does not tell what no release has."""
    found = _published(sitemap)
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
    by_weight = groupby(sorted(lines, key=lambda line: line.weight), key=lambda line: line.weight)
    groups = tuple((NOTABLE[place], hint, tuple(found)) for (hint, place), found in by_weight)
    since = after.date() if after else newer[-1][0].decision.day if newer else None
    return Unreleased(groups, sum(map(len, newer)), len(newer), since)


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


_DECIDED = re.compile(r"^[ ]*- .*?\b[Cc]ommit ([0-9a-f]{10})\b.*$", re.MULTILINE)
"""A line of a release that names a decision by its commit; if it is indented, about what the bold text before names."""


def decisions_named(body: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The decisions that the text of a release names: the place behind each, its commit, and the records it is of."""
    for number, line in enumerate(_DECIDED.finditer(body)):
        before = body[: line.start()]
        about = before[before.rfind("\n- **") :].split("\n", 2)[1] if line[0].startswith(" ") else line[0]
        records = (Reference.parse(found[0]).record for found in REFERENCE.finditer(about))
        yield f"{_BEHIND}{number}", line[1], tuple(records)


_BEHIND = "decision-"


def with_ways(sitemap: Sitemap, path: str, markdown: str) -> str:
    """The Markdown of a release's page with links to the releases before and after it; other pages unchanged.

    Behind each line that names a decision is a place where the trail puts the way to it.
    """
    if not is_of_release(path):
        return markdown
    found = _published(sitemap)
    here = next((number for number, release in enumerate(found) if sitemap.paths[release.path] == path), None)
    heading = read_markdown(markdown).heading
    if here is None or heading is None:
        return markdown
    number = count()
    markdown = _DECIDED.sub(lambda line: f"{line[0]} {place_of_mark(f'{_BEHIND}{next(number)}')}", markdown)
    lines = markdown.split("\n")
    lead, gap, rest = "\n".join(lines[heading.line :]).lstrip("\n").partition("\n\n")
    styled = f"{lead}\n{{: .tb-verdict }}" if lead[:1].isalnum() else lead
    return "\n".join([*lines[: heading.line], "", _ways(sitemap, found, here), "", f"{styled}{gap}{rest}"])


def _ways(sitemap: Sitemap, found: Sequence[Release], here: int) -> str:
    view = View(sitemap, sitemap.paths[found[here].path])
    before = found[here - 1] if here else None
    after = found[here + 1] if here + 1 < len(found) else None
    places = {release.path: view.page_href(sitemap.paths[release.path]) for release in (before, after) if release}
    values = {"before": before, "after": after, "places": places, "all": view.page_href(PAGE), "now": found[here]}
    return render("_release_ways.j2", view=view, **values).strip()


def _published(sitemap: Sitemap) -> list[Release]:
    return [release for release in releases(sitemap.knowledge) if release.path in sitemap.paths]
