"""The weeks above the log of decisions."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

from tests.risk.lessons.lesson_records import base, decided, trail

from trailbook.diagrams.charts.weeks import describe_week, draw_weeks
from trailbook.risk.lessons.movements import Week, weekly_movements
from trailbook.site.pages.trail_pages import LEAST_WEEKS, week_strip
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.trail.changes.change import Change

MONDAY = date(2026, 3, 2)
WEAKER = Change("C1", "level", "changed", "must", "should", "weakens", "obligation")
NS = "{http://www.w3.org/2000/svg}"


def test_a_commit_counts_once_a_week_and_effect_whatever_it_changed() -> None:
    first, second = decided(1, WEAKER), decided(1, WEAKER, WEAKER)
    until = first.day
    week = weekly_movements([trail("POL-A", first), trail("POL-B", second)], until)[-1]
    assert (week.decided, week.strengthened, week.weakened) == (1, 0, 1)
    assert week.first <= until <= week.last
    assert week.first.weekday() == 0


def test_what_is_older_than_the_weeks_or_later_than_the_day_is_left_out() -> None:
    one = decided(1, WEAKER)
    assert not any(w.decided for w in weekly_movements([trail("POL-A", one)], one.day - timedelta(days=1)))
    assert not any(w.decided for w in weekly_movements([trail("POL-A", one)], one.day + timedelta(weeks=60)))


def test_each_week_with_decisions_leads_to_them_and_no_other() -> None:
    weeks = [Week(MONDAY, 3, 2, 1), Week(MONDAY + timedelta(weeks=1), 0, 0, 0)]
    svg = draw_weeks(weeks, {MONDAY: ["release <1.0>"], date(2020, 1, 1): ["too early"]}, "../decisions/")
    root = ElementTree.fromstring(svg)
    (link,) = root.iter(f"{NS}a")
    assert link.attrib["href"] == "../decisions/?from=2026-03-02&to=2026-03-08"
    assert (
        link.attrib["aria-label"]
        == describe_week(weeks[0])
        == ("Week of 2 Mar 2026: 3 commits, 2 strengthened, 1 weakened")
    )
    assert "<title>2 Mar 2026: release &lt;1.0&gt;</title>" in svg
    assert "too early" not in svg


def test_weeks_in_which_nothing_moved_make_no_strip() -> None:
    one, later = decided(1), decided(2)
    later = type(later)(**{**vars(later), "landed": later.landed + timedelta(weeks=3)})
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", later, one),))
    assert week_strip(site, later.landed.astimezone(UTC).date()) is None


def test_a_strip_needs_two_weeks_and_has_a_quarter_at_least() -> None:
    one, later = decided(1, WEAKER), decided(2, WEAKER)
    moved = later.landed + timedelta(weeks=3)
    later = type(later)(**{**vars(later), "landed": moved})
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", later, one),))
    assert week_strip(TrailSite(Sitemap(base(), "content"), (trail("POL-A", one),)), one.day) is None
    assert week_strip(site, None) is None
    strip = week_strip(site, moved.astimezone(UTC).date())
    assert strip
    monday = moved.date() - timedelta(days=moved.weekday())
    assert strip.since == monday - timedelta(weeks=LEAST_WEEKS - 1)
    assert isinstance(moved, datetime)
