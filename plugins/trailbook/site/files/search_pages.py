"""What the pages of a site are found by besides their text: their kinds, their weights, other words for them.

Pages that no search plugin reads, since they are in no navigation, are listed here with a title and a text.
"""

from collections.abc import Iterator, Mapping

from markupsafe import escape

from trailbook.records.kinds import KINDS
from trailbook.records.kinds.training import Question
from trailbook.records.model import Item, Record, WordedItem
from trailbook.records.vocabulary import words
from trailbook.risk.register.register import same_threats
from trailbook.site.pages.application_playbooks import INDEX as APPS_INDEX
from trailbook.site.pages.due_page import DUE
from trailbook.site.pages.may_i_page import MAY_I
from trailbook.site.pages.record_pages import LINKS
from trailbook.site.pages.registers import REGISTERS
from trailbook.site.pages.reviews_page import REVIEWS
from trailbook.site.pages.risk_pages import RISK
from trailbook.site.pages.role_pages import INDEX as ROLES_INDEX
from trailbook.site.rendering.navigation import APPLICATIONS
from trailbook.site.rendering.page import CHANGES, GAPS, LOG, SIGN_OFFS, SearchedPage, url_of
from trailbook.site.rendering.sitemap import Sitemap, register_path
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.trail_view import TrailView
from trailbook.text.markdown_text import plain_text
from trailbook.text.unseen import one_line

TITLES = {"postmortem": "Incident", "template": "Configuration template"}
"""What results call a kind of record, where that is not the name of the kind."""

WEIGHTS: Mapping[str, float] = {
    "playbook": 4,
    "policy": 2,
    "connector": 2,
    "page": 2,
    "threat-model": 1.5,
    "exercise": 0.7,
    "training": 0.7,
    "checklist": 0.4,
}
"""How much a kind of record weighs, if not 1. Whoever searches mostly has something to do, so playbooks come first."""

_OTHERS = {"roles/": "Role", f"{APPLICATIONS}/": "Application playbook", "dashboards/": "Dashboard"}
_ALSO: Mapping[str, tuple[str, ...]] = {
    **{register_path(kind): (f"{words(kind)} register", f"list of {KINDS[kind].plural}") for kind in REGISTERS},
    LOG: ("who approved", "who decided", "who changed", "history", "audit trail"),
    CHANGES: ("what changed", "what is new", "changelog", "change log", "changes by week", "news"),
    LINKS: ("map of links", "graph", "what is linked", "relations"),
    RISK: ("accepted risk", "risk register", "open risks"),
    GAPS: ("unexplained changes", "missing approvals"),
    SIGN_OFFS: ("approvals", "pending approvals"),
    MAY_I: ("can I connect", "is it allowed", "allowed services", "allowed apps", "may I use"),
    DUE: ("due this month", "what is due", "overdue", "deadlines", "calendar", "to do"),
    REVIEWS: ("review calendar", "review sessions"),
    ROLES_INDEX: ("who am I", "responsibilities"),
    APPS_INDEX: ("my app", "steps for my application"),
}
"""What readers call pages about many records, by their Markdown paths."""
_TRAIL, _ITEM, _CHAPTER, _GIST = 0.3, 0.6, 0.5, 300


def searched_pages(sitemap: Sitemap, generated: Mapping[str, str]) -> Iterator[SearchedPage]:
    """The pages of records, of threats and controls, and of many records.

    ``generated`` are the addresses of the pages that Trailbook added, by their Markdown paths.
    """
    of_records = {path: id for id, path in sitemap.paths.items()}
    behind = {path: id for id in sitemap.paths for path in sitemap.chapters(id).values()}
    for path, location in generated.items():
        if path in behind:
            kind = sitemap.knowledge.records[behind[path]].kind
            is_read = path == sitemap.chapters(behind[path])["threats"]
            weight = WEIGHTS.get(kind, 1.0) if is_read else _CHAPTER
            yield SearchedPage(location, words(kind).capitalize(), weight=weight)
        elif path not in of_records:
            kind = next((kind for folder, kind in _OTHERS.items() if path.startswith(folder)), "Overview")
            yield SearchedPage(location, kind, also=_ALSO.get(path, ()))
    for path, id in of_records.items():
        record = sitemap.knowledge.records[id]
        yield SearchedPage(
            sitemap.address(path),
            TITLES.get(record.kind) or words(record.kind).capitalize(),
            text=_purpose(record),
            also=(record.id, *record.also, *record.tags, *_ALSO.get(path, ())),
            weight=WEIGHTS.get(record.kind, 1.0),
            is_generated=record.kind != "page",
        )
    yield from _pages_of_items(sitemap)


def _pages_of_items(sitemap: Sitemap) -> Iterator[SearchedPage]:
    groups = same_threats(sitemap.knowledge)
    for reference, path in sitemap.item_pages.items():
        first = next((member for member in groups.get(reference, ()) if member in sitemap.item_pages), reference)
        if first == reference:
            item = sitemap.knowledge.items[reference]
            yield SearchedPage(
                url_of(path, sitemap.directory_urls),
                item.noun.capitalize(),
                title_of(reference, item),
                gist(item),
                other_words(item),
                _ITEM,
                about=page_of(sitemap, reference),
            )


def trails_searched(site: TrailSite) -> tuple[SearchedPage, ...]:
    """The page of each trail, found by the titles of its decisions."""
    return tuple(
        SearchedPage(
            url_of(path, site.sitemap.directory_urls),
            "Trail",
            f"Trail of {escape(one_line(site.title(site.by_record[record])))}",
            str(escape(". ".join(_decisions(TrailView(site, path), record)))),
            weight=_TRAIL,
            about=page_of(site.sitemap, record),
        )
        for record, path in site.paths.items()
    )


def _decisions(view: TrailView, record: str) -> list[str]:
    return [view.plain(decision.title) for decision in view.site.by_record[record].decisions]


def title_of(reference: str, item: Item) -> str:
    """The title of an item in results, as HTML."""
    return str(escape(f"{reference} {one_line(item.label)}"))


def gist(item: Item) -> str:
    """The beginning of an item's text, as HTML. That of a question leads to its answers, so it is not given away."""
    text = "" if isinstance(item, Question) else getattr(item, "description", "") or getattr(item, "text", "") or ""
    found = plain_text(one_line(str(text).strip().split("\n\n", 1)[0]))
    return str(escape(found if len(found) <= _GIST else f"{found[:_GIST].rsplit(' ', 1)[0]} …"))


def other_words(item: Item) -> tuple[str, ...]:
    """What an item is called besides."""
    return item.also if isinstance(item, WordedItem) else ()


def _purpose(record: Record) -> str:
    """When a record is looked for, which its page says in its head."""
    stated = (getattr(record, name, "") for name in ("trigger", "service"))
    return str(escape(" ".join(plain_text(one_line(text)) for text in stated if text)))


def page_of(sitemap: Sitemap, reference: str) -> str | None:
    """The address of the page that a record or an item is on; None if it has none."""
    path = sitemap.page_of(reference)
    return sitemap.address(path) if path else None
