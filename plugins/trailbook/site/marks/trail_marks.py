"""What the trail adds to the pages of records: a line below the title, and a mark at each item."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice

from markupsafe import Markup, escape

from trailbook.records.kinds.connector import Connector
from trailbook.records.model import OwnedRecord
from trailbook.records.releases import is_of_release
from trailbook.risk.lessons.lessons import Lesson
from trailbook.risk.reviews.reviews import DUE_WORDS, ReviewState
from trailbook.site.marks.html_marks import DECISIONS, NEXT_REVIEW, RECENT_CHANGES, UNSIGNED, PageTrail
from trailbook.site.marks.step_marks import step_marks
from trailbook.site.pages.lessons_page import SECTION, lesson_mark, lessons_of
from trailbook.site.pages.may_i_page import MAY_I, has_may_i
from trailbook.site.pages.release_page import decisions_named
from trailbook.site.pages.trail_pages import CHANGE_BADGES, ChangeView, change_view
from trailbook.site.rendering.asked import digest
from trailbook.site.rendering.asked_trails import beside
from trailbook.site.rendering.blocks import has_block
from trailbook.site.rendering.edit_suggestion import line_suggestion
from trailbook.site.rendering.environment import environment
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite, value_digest
from trailbook.site.rendering.trail_view import CHANGE_WORDS, TrailView, changes_counted
from trailbook.site.rendering.translation import translated
from trailbook.text.markdown_text import plain_text
from trailbook.text.unseen import one_line
from trailbook.trail.agreed_text import agreed_text
from trailbook.trail.changelog import Line
from trailbook.trail.changes.blame import why
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Trail
from trailbook.trail.sign_offs.claims import claimed_sign_offs

_CHANGED = 12
"""How many changes since an agreement a mark shows."""
_OWN = 3
"""How many changes of the decision itself."""
RECENT = 5
"""How many decisions unfold from the line below the title."""
_LISTED = 3
"""How many decisions a page of history lists."""


def page_trails(
    site: TrailSite, marks: bool, reviews: Iterable[ReviewState] = (), texts: Texts | None = None
) -> Iterator[tuple[str, PageTrail]]:
    """What is added to the page of each record and generated playbook, by path; items get marks only with ``marks``.

    The assessment of a release gets the way to each decision that it names, and no marks at its sections: one command
    writes it at once, so these have no reasons of their own.
    ``texts`` has what the build before added, if there was one.
    """
    texts = texts or Texts(site.sitemap)
    lessons = lessons_of(site.sitemap, site, today=None).by_record
    states = {state.record.id: state for state in reviews}
    for path, record in site.records.items():
        chapters = site.sitemap.chapters(record)
        places = {_FIRST: path, **chapters} if chapters else {"": path}
        for chapter, place in places.items():
            document = site.sitemap.knowledge.documents.get(record)
            shows_recent = document is not None and has_block(document.body, "recent-changes")
            page = _Page(record, place, chapter, states.get(record), lessons.get(record), shows_recent)
            make = partial(_page_trail, site, marks, page)
            text = texts.text(f"marks {place}", make, str(marks), *_inputs(site, page))
            yield place, PageTrail(*json.loads(text))
    if marks and not site.sitemap.only_docs:
        yield from step_marks(site, texts)
    if has_may_i(site.sitemap):
        yield MAY_I, PageTrail("", dict(_unsigned_services(site)))


@dataclass(frozen=True)
class _Page:
    """One page of a record: its path, the chapter that it is, if the record has any, and what is shown on it.

    ``shows_recent`` is whether it has a block for what changed lately.
    """

    record: str
    path: str
    chapter: str
    state: ReviewState | None
    lesson: Lesson | None
    shows_recent: bool


def _inputs(site: TrailSite, page: _Page) -> tuple[str, str]:
    """Digests of what is shown on a page; a record is known by its text, which is much less than its fields."""
    document, state = site.sitemap.knowledge.documents.get(page.record), page.state
    stated = {**vars(state), "record": state.record.id} if state else None
    return value_digest({**vars(page), "state": stated}), digest(document.text if document else "")


def _page_trail(known: TrailSite, marks: bool, page: _Page, sitemap: Sitemap) -> str:
    """What is added to a page, as JSON. Each chapter gets the marks of the items that are on it."""
    site = beside(known, sitemap)
    view, trail = TrailView(site, page.path), site.by_record.get(page.record)
    if page.chapter == _FIRST:
        return json.dumps([last_decided(view, trail), {}])
    line = _whole_line(view, trail, page) if page.chapter in ("", _HISTORY) else ""
    has_marks = marks and page.chapter != _HISTORY and not is_of_release(page.path)
    on_items = item_marks(view, trail) if trail and has_marks else {}
    if marks and is_of_release(page.path):
        on_items = dict(_named_decisions(view, page.record))
    if page.shows_recent:
        on_items[RECENT_CHANGES] = recent_changes(view)
    if trail and (unsigned := unsigned_mark(view, trail)):
        on_items[UNSIGNED] = unsigned
    if page.state and page.state.due:
        on_items[NEXT_REVIEW] = str(_macro("next_review")(page.state))
    if trail and page.chapter == _HISTORY:
        on_items[DECISIONS] = str(_macro("last_decisions")(view, trail, _LISTED))
    if page.lesson and not page.chapter:
        on_items[SECTION] = lesson_mark(site, page.path, page.lesson)
    return json.dumps([line, on_items])


def _named_decisions(view: TrailView, release: str) -> Iterator[tuple[str, str]]:
    """The way from each line of a release that names a commit to what that decided of the record; places first."""
    link = Markup('<a class="tb-decided" href="{}">{}</a>')
    for place, commit, records in decisions_named(view.site.sitemap.knowledge.documents[release].body):
        trails = filter(None, map(view.site.by_record.get, records))
        decided = ((trail, one) for trail in trails for one in trail.decisions if one.commit.startswith(commit))
        if found := next(decided, None):
            yield place, link.format(view.href(view.entry(*found)), translated("The whole decision"))


_FIRST, _HISTORY = "first", "history"
"""The page before the chapters of a record, and the last of them."""


_LINES = 4
"""How many of the newest changes a page shows."""


def recent_changes(view: TrailView) -> str:
    """The newest commits that strengthened, weakened, began or ended something, and how many others their week has.

    Where there are records, commits that touched pages alone are left out: readers look for what is allowed now.
    """
    weeks, documents = view.site.changelog, view.site.sitemap.knowledge.documents
    pages = {id for id, document in documents.items() if document.record.kind == "page"}
    found = (line for week in weeks for line in week.lines)
    if not view.site.sitemap.only_docs:
        of_records = (tuple(one for one in line.touched if one.trail.record not in pages) for line in found)
        found = (Line(touched) for touched in of_records if touched)
    lines = [*islice(found, _LINES)]
    template = environment().get_template("_changelog.j2")
    values = {"words": CHANGE_WORDS, "badges": CHANGE_BADGES, "counted": changes_counted}
    return str(template.module.recent(view, weeks[:1], lines, **values)) if weeks else ""  # type: ignore[attr-defined]


def _whole_line(view: TrailView, trail: Trail | None, page: _Page) -> str:
    """The lines on who decided last, on reviews, and on sign-offs; a page of history lists decisions elsewhere."""
    state = page.state
    decided = "" if trail and page.chapter == _HISTORY else last_decided(view, trail)
    reviewed = str(_macro("reviewed")(view, state, DUE_WORDS[state.due_by])) if state else ""
    return decided + reviewed + sign_off_line(view, trail, page.record)


def sign_off_line(view: TrailView, trail: Trail | None, record: str) -> str:
    """The line that unfolds the sign-offs that the record's changes need and those it claims; empty without either."""
    document = view.site.sitemap.knowledge.documents.get(record)
    if trail is None or document is None:
        return ""
    owned, held = document.record, view.site.sign_offs.held
    claims = list(claimed_sign_offs(owned, trail, held)) if isinstance(owned, OwnedRecord) else []
    needed = view.site.needed[trail.record]
    decided = [(decision, needed[decision.commit]) for decision in trail.decisions if decision.commit in needed]
    return str(_macro("record_sign_offs")(view, trail, claims, decided)) if claims or decided else ""


def unsigned_mark(view: TrailView, trail: Trail) -> str:
    """How many sign-offs the changes of a record need that none has; empty if one was given, or none is needed."""
    asked = [one for needed in view.site.needed[trail.record].values() for one in needed]
    return str(_macro("unsigned")(view, len(asked))) if asked and all(one.state != "given" for one in asked) else ""


def _unsigned_services(site: TrailSite) -> Iterator[tuple[str, str]]:
    view = TrailView(site, MAY_I)
    for connector in site.sitemap.published(Connector):
        trail = site.by_record.get(connector.id)
        if trail and (unsigned := unsigned_mark(view, trail)):
            yield f"{UNSIGNED}-{connector.id}", unsigned


def last_decided(view: TrailView, trail: Trail | None) -> str:
    """The line with the last decision on a record, which unfolds the decisions before it."""
    if trail is None:
        return f'<p class="tb-last tb-last--none">{view.site.undecided}</p>'
    return str(_macro("last_decided")(view, trail, why(trail).meaning, RECENT))


def item_marks(view: TrailView, trail: Trail) -> dict[str, str]:
    """For each item of a record on a page, or each section of a plain page, by its anchor, why it is there.

    An item that no decision names is in the file but not committed yet.
    """
    document, sitemap = view.site.sitemap.knowledge.documents[trail.record], view.site.sitemap
    here = (item for item in document.record.items() if sitemap.page_of(f"{trail.record}.{item.id}") == view.path)
    variants: dict[str, str] = {item.id: _VARIANTS.get(item.noun, "quiet") for item in here}
    variants = variants or {section.id: "section" for section in document.sections if section.level > 1}
    anchors = {section.id: section.anchor for section in document.sections}
    marks = ItemMarks(view, trail)
    rendered = ((id, marks.of(id, variant)) for id, variant in variants.items())
    return {anchors.get(id, id): _suggesting(view, trail, id, mark) for id, mark in rendered}


def _suggesting(view: TrailView, trail: Trail, id: str, mark: str) -> str:
    """A mark that ends with how to suggest a change to its item; unchanged if it does not unfold."""
    inside, end, after = mark.rpartition(_END)
    return f"{inside}{line_suggestion(view.site.sitemap, trail.record, id)}{end}{after}" if end else mark


class ItemMarks:
    """The marks of a record's items on a page. Those of items that share their decisions are rendered once."""

    def __init__(self, view: TrailView, trail: Trail) -> None:
        self._view, self._trail = view, trail
        self._whys = view.site.whys(trail)
        self._called = view.site.nouns(trail)
        self._rendered: dict[tuple[str, ...], str] = {}

    def of(self, id: str, variant: str = "line") -> str:
        """The mark of an item."""
        if (reason := self._whys.get(id)) is None:
            return f'<p class="tb-why tb-last--none">{self._view.site.undecided}</p>'
        text = agreed_text(reason.steps)
        own = () if variant in _SMALL or reason.meaning is reason.founded else reason.meaning.changes
        is_own = bool(own) or (text is not None and not text.holds)
        knowledge = self._view.site.sitemap.knowledge
        learned = () if variant in _SMALL else tuple(knowledge.targets([f"{self._trail.record}.{id}"], "learned-from"))
        place = (variant, *reason.commits, *learned, *([id] if is_own else []))
        if place not in self._rendered:
            since = self._shown(text.changes[:_CHANGED] if text else ())
            macro = _macro("why")
            self._rendered[place] = str(
                macro(self._view, self._trail, reason, text, since, self._shown(own[:_OWN]), variant, learned)
            )
        asked = translated(_ID)
        return self._rendered[place].replace(asked, asked.replace("@", str(escape(self._title(id)))), 1)

    def _title(self, id: str) -> str:
        """What an item or a section is called; its id if it is called nothing."""
        knowledge, reference = self._view.site.sitemap.knowledge, f"{self._trail.record}.{id}"
        return one_line(knowledge.label(reference)) if reference in knowledge.items else self._headings.get(id, id)

    @cached_property
    def _headings(self) -> dict[str, str]:
        document = self._view.site.sitemap.knowledge.documents.get(self._trail.record)
        return {one.id: one_line(plain_text(one.title)) for one in document.sections} if document else {}

    def _shown(self, changes: Iterable[Change]) -> list[ChangeView]:
        return [change_view(self._view, self._trail, one, self._called.get(one.item or "", "")) for one in changes]


_VARIANTS = {"control": "line", "exception": "line", "threat": "line", "step": "step"}
"""How the mark of an item looks by its noun: a line that says who decided it, or else a small sign."""
_SMALL = ("quiet", "section")
"""Those without a line; that of a section shows its day."""
_END = "</div></details>"
"""What ends a mark that unfolds."""
_ID = "Why is “@” here?"
"""What names the item in a mark that several items share, by its title: an id of words is none that one reads aloud."""


def _macro(name: str) -> Callable[..., object]:
    macro: Callable[..., object] = getattr(environment().get_template("_trail.j2").module, name)
    return macro
