"""The page of lessons: what came of each incident and exercise, and what did not."""

from datetime import date

from markupsafe import Markup

from trailbook.records.kinds.exercise import Exercise
from trailbook.records.kinds.postmortem import Postmortem
from trailbook.risk.lessons.lessons import Lesson, Lessons, lessons
from trailbook.site.rendering.environment import environment, render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.trail_view import TrailView
from trailbook.site.rendering.view import View

LESSONS = "lessons.md"
"""The Markdown path of the page."""

SECTION = "what-came-of-it"
"""The section of a postmortem's or an exercise's page with its lesson."""


def lessons_of(sitemap: Sitemap, trails: TrailSite | None, today: date | None) -> Lessons:
    """The lessons of the published records; without trails they name no commits."""
    return lessons(sitemap.knowledge, trails.trails if trails else None, sitemap.paths, today)


def has_lessons(sitemap: Sitemap) -> bool:
    """Whether there is a page of lessons: if any postmortem or exercise is published."""
    return not sitemap.only_docs and bool(sitemap.published(Postmortem) or sitemap.published(Exercise))


def lessons_page(sitemap: Sitemap, trails: TrailSite | None, found: Lessons, today: date | None) -> SitePage:
    """The page of all lessons, with the rules by which they are found."""
    trail_view = TrailView(trails, LESSONS) if trails else None
    values = {"view": View(sitemap, LESSONS), "trail_view": trail_view, "lessons": found, "today": today}
    return SitePage(LESSONS, render("lessons.md.j2", **values))


def lesson_mark(trails: TrailSite, path: str, lesson: Lesson) -> str:
    """The HTML that the trail adds to the page of an incident or exercise: the commits that answered it."""
    module = environment().get_template("_lessons.j2").module
    trail_view = TrailView(trails, path)
    return str(Markup(module.came_of_it(trail_view.records, trail_view, lesson)))  # type: ignore[attr-defined]  # noqa: S704 - a macro's
