"""What changed, week by week: what commits weakened, strengthened, began or ended."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from trailbook.records.releases import Release, releases
from trailbook.risk.lessons.movements import YEAR
from trailbook.site.pages.releases_page import unreleased
from trailbook.site.pages.trail_pages import CHANGE_BADGES, SHOWN, decided_years
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import CHANGES, SitePage
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.trail_view import CHANGE_WORDS, TrailView, changes_counted, kinds_counted
from trailbook.trail.changelog import ChangedWeek, Touched, counted_kinds, grouped, week_of
from trailbook.trail.decision_kinds import DecisionKind

_FEW = 5
"""That many changes more than the page has room for are shown rather than counted."""
_UNFOLDED, _LATELY = 20, 8
"""Up to this number of changes the newest week is unfolded, and up to the other those before it together with it.

A week with more changes than the first has them by what they did."""


@dataclass(frozen=True)
class SinceRelease:
    """The last release, and how many commits did what since."""

    release: Release
    counts: Mapping[DecisionKind, int]


def changes_page(site: TrailSite) -> SitePage:
    """Each commit that weakened, strengthened, began or ended something, in its week, newest first."""
    weeks, left = [], SHOWN
    for week in site.changelog[:YEAR]:
        most = left + _FEW if left and len(week.lines) <= left + _FEW else left  # no link to a few
        weeks.append((week, sorted(week.lines, key=lambda line: line.weight)[:most]))
        left = max(0, left - len(week.lines))
    values = {
        "weeks": weeks,
        "commits": Counter(week_of(entries[0].decision.day) for entries in site.commits),
        "counted": changes_counted,
        "kinds": kinds_counted,
        "since": _since_release(site),
        "weakened": _last_weakened(week for week, _ in weeks),
        "years": decided_years(site),
        "unfolded": _unfolded([len(lines) for _, lines in weeks]),
        "grouped": {week.first: grouped(lines) for week, lines in weeks if len(lines) > _UNFOLDED},
        "words": CHANGE_WORDS,
        "badges": CHANGE_BADGES,
    }
    return SitePage(CHANGES, render("changes.md.j2", view=TrailView(site, CHANGES), **values))


def _last_weakened(weeks: Iterable[ChangedWeek]) -> Touched | None:
    """What the newest commit weakened for certain that did so; None if none did."""
    touched = (one for week in weeks for line in week.lines for one in line.touched)
    return next((one for one in touched if "weakened" in one.kinds and not one.hint), None)


def _unfolded(lengths: list[int]) -> int:
    """How many of the newest weeks are unfolded, by their numbers of lines."""
    lately = sum(total <= _LATELY for total in accumulate(lengths))
    return lately or int(lengths[:1] <= [_UNFOLDED])


def _since_release(site: TrailSite) -> SinceRelease | None:
    found = releases(site.sitemap.knowledge)
    if not found:
        return None
    lines = [line for _, _, some in unreleased(site, found).groups for line in some]
    return SinceRelease(found[-1], counted_kinds(lines))
