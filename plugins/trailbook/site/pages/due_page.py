"""The one list of all that is due, for everybody who looks for what is theirs; and the same as calendars."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, count, groupby

from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.model import OwnedRecord
from trailbook.risk.overview.due import DUE_WORDS, Due, by_month
from trailbook.risk.overview.due_export import due_calendar
from trailbook.site.pages.board import Board
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sentences import in_language, words_in_language
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import month_in_words, month_of_year, translated
from trailbook.site.rendering.view import View
from trailbook.text.markdown_text import file_name_of

DUE, CALENDAR, OWNERS = "due.md", "due.ics", "due"
"""The Markdown path of the page, the path of the calendar of all, and the folder of those of the owners."""


@dataclass(frozen=True)
class Month:
    """A month with how much is due in it, and how much that is beside the others, from 0 to 4."""

    first: date
    count: int
    shade: int

    @property
    def anchor(self) -> str:
        """The id of its part of the list."""
        return f"{self.first:%Y-%m}"

    @property
    def name(self) -> str:
        """Its short name in English, whatever the language of the machine."""
        return month_in_words(self.first.month)


@dataclass(frozen=True)
class Part:
    """A part of the list: what is overdue, what waits, or what is due in a month."""

    anchor: str
    title: str
    due: tuple[Due, ...]


def has_due(sitemap: Sitemap) -> bool:
    """Whether there is a page of what is due: if any record that somebody owns is published."""
    known = sitemap.knowledge.records
    return not sitemap.only_docs and any(isinstance(known.get(id), OwnedRecord) for id in sitemap.paths)


def due_page(board: Board) -> Iterator[SitePage]:
    """The page, if there is one."""
    if not has_due(board.sitemap):
        return
    view, today = View(board.sitemap, DUE), board.today
    names = {id: model.application.name for id, model in _models(board).items()}
    values = {
        "view": view,
        "today": today,
        "board": board,
        "parts": _parts(board),
        "months": _months(board) if today else (),
        "words": DUE_WORDS,
        "kinds": [kind for kind in DUE_WORDS if any(one.kind == kind for one in board.due)],
        "owners": {owner: view.file_href(path) for owner, path in calendar_paths(board).items()},
        "applications": {id: names[id] for one in board.due for id in one.applications if id in names},
        "calendar": view.file_href(CALENDAR),
    }
    yield SitePage(DUE, render("due.md.j2", **values))


def calendars(board: Board, name: str, address: str | None, stamp: datetime | None) -> dict[str, bytes]:
    """The calendar of all, and that of each owner, by path. Without the site's ``address`` events have no links."""
    if not board.due:
        return {}

    def href(reference: str) -> str:
        below = board.sitemap.href(reference, "index.md") if address else None
        return f"{str(address).rstrip('/')}/{below.removeprefix('./')}" if below else ""

    found = {CALENDAR: due_calendar(board.due, f"{name}: due", stamp, href, words_in_language)}
    for owner, path in calendar_paths(board).items():
        theirs = (one for one in board.due if one.owner == owner)
        found[path] = due_calendar(theirs, f"{name}: due, {owner}", stamp, href, words_in_language)
    return found


def calendar_paths(board: Board) -> dict[str, str]:
    """The path of each owner's calendar, in the order of their names."""
    found: dict[str, str] = {}
    for owner in sorted({one.owner for one in board.due}, key=lambda name: (name.casefold(), name)):
        name = file_name_of(owner) or "owner"
        names = chain([name], (f"{name}-{number}" for number in count(2)))
        found[owner] = next(path for one in names if (path := f"{OWNERS}/{one}.ics") not in found.values())
    return found


def _parts(board: Board) -> list[Part]:
    """What is overdue, what waits, then each month in which anything is due."""
    parts = [
        Part("overdue", translated("Overdue"), tuple(board.overdue)),
        Part("waiting", translated("Waiting for a sign-off, with no due date"), tuple(board.waiting)),
    ]
    for (year, month), found in groupby(board.upcoming, key=lambda one: (one.day.year, one.day.month)):
        theirs = tuple(found)
        period = theirs[0].period(board.today)
        near = f", {in_language(period)}" if period in ("this month", "next month") else ""
        parts.append(Part(f"{year}-{month:02}", f"{month_of_year(date(year, month, 1))}{near}", theirs))
    return [part for part in parts if part.due]


def _models(board: Board) -> dict[str, ThreatModel]:
    return {model.id: model for model in board.models}


def _months(board: Board) -> list[Month]:
    counts = by_month(board.due, board.today) if board.today else []
    most = max((count for _, count in counts), default=0)
    return [Month(first, count, -(-4 * count // most) if most else 0) for first, count in counts]
