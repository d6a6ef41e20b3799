"""The calendar of reviews: what is overdue, due this quarter and next, and for whom; and the same as a feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.breaches import Breach
from trailbook.risk.reviews.export import reviews_calendar
from trailbook.risk.reviews.reviews import DUE_WORDS, ReviewEvidence, ReviewState, breaches_of, review_states
from trailbook.risk.reviews.sittings import Quarter, Theme, due_in, themes
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.forge import NO_FORGE, Forge
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sentences import words_in_language
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View

REVIEWS, CALENDAR = "reviews.md", "reviews.ics"
"""The Markdown path of the page, and the path of the feed."""


@dataclass(frozen=True)
class Span:
    """A quarter with what is due in it, grouped by theme."""

    quarter: Quarter
    number: int
    themes: tuple[Theme, ...]


def states_of(sitemap: Sitemap, evidence: ReviewEvidence, today: date | None) -> list[ReviewState]:
    """The review states of the published records, the most urgent first."""
    records = (record for id, record in sitemap.knowledge.records.items() if id in sitemap.paths)
    return review_states(records, sitemap.review_plan, sitemap.scheme, evidence, today, sitemap.observed)


def has_reviews(sitemap: Sitemap) -> bool:
    """Whether there is a page of reviews: if any published record is to be reviewed."""
    return not sitemap.only_docs and bool(states_of(sitemap, ReviewEvidence({}, {}), None))


def reviews_page(
    sitemap: Sitemap,
    states: list[ReviewState],
    today: date | None,
    forge: Forge = NO_FORGE,
    *,
    has_history: bool = True,
) -> SitePage:
    """The page of reviews. Without a day to compare with, it only lists the records."""
    overdue = [state for state in states if state.is_overdue(today)]
    view = View(sitemap, REVIEWS)
    values = {
        "view": view,
        "calendar_href": view.file_href(CALENDAR),
        "states": states,
        "today": today,
        "forge_of": lambda record: sitemap.forge_of(record, forge),
        "has_history": has_history,
        "due_words": DUE_WORDS,
        "plan": sitemap.review_plan,
        "overdue": overdue,
        "breaches": _breaches(sitemap, states),
        "spans": _spans(states, overdue, today, sitemap.review_plan.theme_size) if today else (),
    }
    return SitePage(REVIEWS, render("reviews.md.j2", **values))


def reviews_feed(
    sitemap: Sitemap, states: Iterable[ReviewState], name: str, address: str | None, stamp: datetime | None
) -> bytes:
    """The reviews as a calendar. ``name`` is the name of the site; without its ``address`` events have no links."""

    def href(record: str) -> str:
        below = sitemap.href(record, "index.md") if address else None
        return f"{str(address).rstrip('/')}/{below.removeprefix('./')}" if below else ""

    return reviews_calendar(states, name, stamp, href, words_in_language)


def _breaches(sitemap: Sitemap, states: list[ReviewState]) -> list[Breach] | None:
    """The reviews that published indicators ask for; None if no observations are read."""
    return breaches_of(states) if sitemap.observed and sitemap.published(Indicator) else None


def _spans(states: list[ReviewState], overdue: list[ReviewState], today: date, size: int) -> tuple[Span, Span]:
    """This quarter, to which what is overdue is added, and the next."""
    this = Quarter.of(today)
    now, soon = [*overdue, *due_in(states, this, today)], due_in(states, this.next, today)
    return (
        Span(this, len(now) - len(overdue), tuple(themes(now, size))),
        Span(this.next, len(soon), tuple(themes(soon, size))),
    )
