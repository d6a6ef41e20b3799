"""The marks at items and sections of a page."""

from tests.risk.lessons.lesson_records import base, decided, trail

from trailbook.site.marks.trail_marks import page_trails
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.trail.changes.change import Change

PAGE = "# Rules\n\n## What to *look* at\n\nThe door.\n"


def test_a_small_mark_is_named_by_what_it_is_at_and_not_by_an_id() -> None:
    path = "content/rules.md"
    added = Change("what-to-look-at", None, "added", None, {"text": "The door."})
    site = TrailSite(Sitemap(base(rules=PAGE), "content"), (trail(path, decided(1, added)),))
    mark = dict(page_trails(site, marks=True))["rules.md"].marks["what-to-look-at"]
    assert '<span class="tb-sr">Why is “What to look at” here?</span>' in mark
