"""The dashboards for leadership, security and makers, on which every figure links to its records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from trailbook.diagrams.charts.risk_matrix import draw_matrix
from trailbook.diagrams.charts.stacked_bars import draw_bars
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.vocabulary import ROLE_TITLES, Role
from trailbook.risk.lessons.movements import Movement
from trailbook.risk.overview.due import DUE_WORDS
from trailbook.site.pages.application_playbooks import AppPlaybook, app_playbooks
from trailbook.site.pages.board import Board, is_permission
from trailbook.site.pages.trail_pages import week_strip
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.in_words import InWords
from trailbook.site.rendering.page import GAPS, LOG, SitePage
from trailbook.site.rendering.sentences import in_language, svg_in_language
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_view import TrailView
from trailbook.site.rendering.translation import translated
from trailbook.site.rendering.view import View
from trailbook.text.prose import count, in_prose
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Trail
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.published_text import opening_sentences, published
from trailbook.trail.sentences import label


@dataclass(frozen=True)
class Dashboard:
    """One of the pages: its path, title and description, and the roles that it is for."""

    path: str
    title: str
    about: str
    roles: tuple[Role, ...]


DASHBOARDS = (
    Dashboard(
        "dashboards/leadership.md",
        "For leadership",
        "Where risk stands in business words, what moved and why, and what waits for a decision.",
        ("leadership", "data-owner"),
    ),
    Dashboard(
        "dashboards/security.md",
        "For security",
        "Risk by application, what is late, what deviates, what nothing covers, and what the trail does not show.",
        ("reviewer", "platform-admin", "incident-responder"),
    ),
    Dashboard(
        "dashboards/makers.md",
        "For makers",
        "What each application still needs, what changed for people who build, and what is found most often.",
        ("maker",),
    ),
)
"""The pages, beginning with the readers who are furthest from the settings."""

REASON = 160
"""How many characters of a reason a dashboard shows; the page of the trail shows all of it."""

_WHOLE = 2_000
"""How many characters of what a rule allows are shown: more than any says."""


def has_dashboards(sitemap: Sitemap) -> bool:
    """Whether there are dashboards: if any threat model is published."""
    return not sitemap.only_docs and bool(sitemap.published(ThreatModel))


def dashboards(board: Board) -> Iterator[SitePage]:
    """The dashboards, if any threat model is published."""
    has_log = board.trails is not None and board.trails.has_log
    for dashboard in DASHBOARDS if has_dashboards(board.sitemap) else ():
        path = dashboard.path
        view = View(board.sitemap, path)
        trail_view = TrailView(board.trails, path) if board.trails else None
        values = {
            "view": view,
            "dashboard": dashboard,
            "trail_view": trail_view,
            "board": board,
            "scheme": board.sitemap.scheme,
            "playbooks": partial(_playbooks, board.sitemap),
            "words_for": InWords(view),
            "due_words": DUE_WORDS,
            "has_gaps": has_log,
            "strip": week_strip(board.trails, board.today, view.page_href(LOG)) if board.trails and has_log else None,
            "gaps_path": GAPS,
            "reason": reason,
            "rules_in": rules_in,
            "headline": headline(board),
            "bars": draw_bars([*board.past, board.risk], "Threats by level of risk", "risk-by-month")
            if board.risk
            else None,
            "matrix": svg_in_language(
                draw_matrix(board.sitemap.scheme, board.placed, "Greatest risk of each application", "matrix")
            )
            if board.placed
            else "",
        }
        yield SitePage(path, render(f"{path.replace('/', '-')}.j2", **values))


def _playbooks(sitemap: Sitemap, role: Role) -> dict[str, AppPlaybook]:
    """The applications' playbooks that have steps for a role, by threat model; none where they have no page."""
    found = app_playbooks(sitemap) if sitemap.has_playbooks else ()
    return {playbook.model.id: playbook for playbook in found if role in playbook.roles}


def headline(board: Board) -> str:
    """Where risk stands, how that changed since the last quarter, and what is asked, in a sentence or two."""
    risky = sum(bool(app.above) for app in board.applications)
    sentence = f"Risk is above our limit in {risky or 'none'} of {count(len(board.applications), 'application')}"
    if accepted := sum(bool(app.accepted and not app.above) for app in board.applications):
        sentence = f"{sentence}, accepted in {accepted} more"
    if board.risk and board.last_quarter:
        worst = board.sitemap.scheme.levels[0]
        change = board.risk.levels[worst] - board.last_quarter.levels[worst]
        than = f"{worst} {'threat' if abs(change) == 1 else 'threats'} than on {in_prose(board.last_quarter.day)}"
        sentence += f", with {abs(change)} {'more' if change > 0 else 'fewer'} {than}" if change else ""
    found = [f"{sentence}."]
    if board.against_rule:
        running = count(len(board.against_rule), "application runs", "applications run")
        levels = " or ".join(board.sitemap.scheme.not_live)
        found.append(f"{running} with {levels} risks, against our rule.")
    own = sum(one.owner == ROLE_TITLES["leadership"] for one in board.waiting)
    decisions, signatures = count(len(board.asks), "decision waits", "decisions wait"), count(own, "sign-off")
    if board.asks and own:
        found.append(f"{decisions}, and {signatures} for you.")
    elif board.asks:
        found.append(f"{decisions}.")
    elif own:
        found.append(f"{signatures} waits for you." if own == 1 else f"{signatures} wait for you.")
    return " ".join(map(in_language, found))


def rules_in(view: TrailView, movement: Movement) -> list[tuple[str, str, str]]:
    """What a movement changed for whoever follows the record: what came of each change, of what, and where it says so.

    The first and the last may be empty.
    """
    return [_rule(view, movement.trail, change) for change in movement.changes]


def _rule(view: TrailView, trail: Trail, change: Change) -> tuple[str, str, str]:
    title = view.records.name(f"{trail.record}.{change.item}") if change.item else ""
    came = change.kind == "added"
    if change.field == "allows" and change.kind in ("added", "removed"):
        return (
            translated("Now allowed") if came else translated("No longer allowed"),
            view.plain(str(change.after if came else change.before), _WHOLE),
            title,
        )
    if change.field == "level":
        leads = {
            "must": translated("Now required"),
            "should": translated("Now recommended"),
            "may": translated("Now permitted"),
        }
        return leads.get(str(change.after), ""), title, ""
    if view.site.nouns(trail).get(change.item or "") == "exception" and (done := _done_to_exception(change)):
        return done, title, ""
    if change.field is None and change.item and change.kind in ("added", "removed"):
        called = label(change.after if came else change.before) or title
        if is_permission(change):
            return translated("Now permitted") if came else translated("No longer permitted"), called, ""
        return translated("New") if came else translated("No longer asked"), called, ""
    return "", view.outcome(trail, [change]), ""


def _done_to_exception(change: Change) -> str:
    """What was done about an exception; empty where its state is as it was."""
    words = {
        "requested": translated("Exception asked for"),
        "approved": translated("Exception granted"),
        "refused": translated("Exception refused"),
        "ended": translated("Exception ended"),
    }
    stated = change.after.get("state", "requested") if isinstance(change.after, Mapping) else change.after
    return words.get(str(stated), "") if change.kind == "added" or change.field == "state" else ""


def reason(movement: Movement) -> str:
    """The first sentences of a movement's reason, at most ``REASON`` characters; empty if none is on record."""
    if not is_reasoned(movement.decision):
        return ""
    first, *others = opening_sentences(movement.decision.rationale.text)
    shown = published(first, REASON)
    for sentence in others:
        if len(shown) + len(sentence) >= REASON:
            break
        shown = f"{shown} {sentence}"
    return shown
