"""What templates ask about decisions: those of a page and its items, and how to write and link them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote

from markupsafe import Markup, escape

from trailbook.site.rendering.decision_html import anchor
from trailbook.site.rendering.in_words import InWords
from trailbook.site.rendering.markup import block_html, inline_html
from trailbook.site.rendering.sentences import as_on_pages, in_language, worded
from trailbook.site.rendering.trail_site import Entry, TrailSite
from trailbook.site.rendering.translation import translated
from trailbook.site.rendering.view import View
from trailbook.text.markdown_text import Section
from trailbook.text.prose import in_prose
from trailbook.text.unseen import one_line
from trailbook.trail.changelog import ChangedWeek, Touched
from trailbook.trail.changes.change import Change, is_mapping
from trailbook.trail.changes.page_moves import is_page_move, is_place
from trailbook.trail.decision_kinds import DecisionKind
from trailbook.trail.decisions import Decision, JsonValue, Relation, Trail
from trailbook.trail.export import relation_text
from trailbook.trail.published_text import LONGEST, opening_sentences, published
from trailbook.trail.sentences import label, predicate

CHANGE_WORDS: Mapping[DecisionKind, str] = {
    "weakened": "weakened",
    "mixed": "strengthened and weakened",
    "removed": "ended",
    "strengthened": "strengthened",
    "founded": "new",
    "restored": "back again",
}
"""What a changelog calls what a commit did."""


def changes_counted(week: ChangedWeek) -> str:
    """How many commits of a week did what, such as ``2 weakened, 5 new, 12 others``."""
    others = week.changed + week.kept
    rest = translated("{0} other") if others == 1 else translated("{0} others")
    counts = kinds_counted(week.counts)
    return ", ".join([*counts, rest.replace("{0}", str(others))] if others else counts)


def kinds_counted(counts: Mapping[DecisionKind, int]) -> list[str]:
    """How many commits did what, such as ``2 weakened`` and ``5 new``."""
    said: dict[DecisionKind, str] = {
        "weakened": translated("{0} weakened"),
        "strengthened": translated("{0} strengthened"),
        "founded": translated("{0} new"),
        "restored": translated("{0} back again"),
        "removed": translated("{0} ended"),
    }
    return [words.replace("{0}", str(counts[kind])) for kind, words in said.items() if counts.get(kind)]


_OUTCOME = 140
"""How many characters of what a change says are shown."""
_WHOLE = 600
"""How many characters are shown where that is all that is said of a commit."""
_OPENING = 280
"""How many characters of the first sentence of a reason are shown."""


@dataclass(frozen=True)
class TrailView:
    """A page's view of the trails. ``path`` is the Markdown file of the page."""

    site: TrailSite
    path: str

    @cached_property
    def records(self) -> View:
        """The view of the knowledge base from the page."""
        return View(self.site.sitemap, self.path)

    @cached_property
    def in_words(self) -> InWords:
        """Texts in which references are quoted titles."""
        return InWords(self.records)

    def href(self, entry: Entry) -> str:
        """The address of an entry on its trail's page."""
        return f"{self.trail_href(entry.trail)}#{anchor(entry.decision)}"

    def trail_href(self, trail: Trail) -> str:
        """The address of a trail's page."""
        return self.page_href(self.site.paths[trail.record])

    def page_href(self, path: str) -> str:
        """The address of a page by its Markdown path."""
        if path not in self._hrefs:
            self._hrefs[path] = self.site.sitemap.between(self.path, path)
        return self._hrefs[path]

    @cached_property
    def _hrefs(self) -> dict[str, str]:
        """The addresses so far: a page asks for few of them, but often."""
        return {}

    def record_href(self, record: str) -> str:
        """The address of a record's page; empty if it has none."""
        path = self.site.sitemap.paths.get(record)
        return self.page_href(path) if path else ""

    def prose(self, text: str, longest: int = LONGEST) -> Markup:
        """A reason as paragraphs, with references and web addresses linked and no other Markdown."""
        return block_html(published(text, longest, self.site.emails), self._link)

    def line(self, text: str, longest: int = 300) -> Markup:
        """A text as one line of HTML with its references linked."""
        return inline_html(in_language(published(text, longest, self.site.emails)), self._link)

    def titled(self, text: str, longest: int = 300) -> Markup:
        """A text as one line of HTML in which references are quoted titles, as links."""
        return self.in_words.line(in_language(published(text, longest, self.site.emails)))

    def plain(self, text: str, longest: int = 300) -> str:
        """A text on one line without links, for use inside a link."""
        return in_language(one_line(published(text, longest, self.site.emails))) or translated("no title")

    def opening(self, decision: Decision) -> str:
        """The first sentence of a decision's reason, of which a title is the least; empty if there is none."""
        return published(opening_sentences(decision.rationale.text or decision.title, self.site.emails)[0], _OPENING)

    def answered(self, decision: Decision) -> list[str]:
        """The records that a decision answers, such as postmortems, as far as the knowledge base has them."""
        return [reference for reference in decision.answers if self.records.knowledge.has(reference)]

    def touched(self, one: Touched) -> str:
        """What a commit touched, by its title: an item, a section or a record, be it gone since."""
        value = next((c.after or c.before for c in one.changes if c.field is None), None)
        stated = next((c.heading for c in one.changes if c.heading), "") or label(value)
        if one.item is None:
            named = stated if self.site.is_closed(one.trail) else self.site.title(one.trail)
        else:
            named = stated if any(c.heading for c in one.changes) else self.called(one.trail, one.item, value)
        return self.plain(named or one.trail.record, 160)

    def headline(self, one: Touched) -> tuple[str, str, str]:
        """How a line of a changelog begins: what a commit touched, what it did to that, and the title of its record.

        Of a record that began or ended the first is all; there is no third where the record itself is the first.
        """
        name = self.touched(one)
        if one.item is None and one.changes[0].field is None:
            return name, "", ""
        said, record = self.outcome(one.trail, one.changes, _WHOLE), self.plain(self.site.title(one.trail), 160)
        if one.item is None:
            return record, f": {said}", ""
        called = next((called for called in (name, f"“{name}”") if said.startswith(called)), said)
        return called, said[len(called) :], record

    def others(self, decision: Decision) -> int:
        """On how many other records a commit decided, as the log shows them."""
        return self.site.records_of[decision.commit] - 1

    def is_way_in(self, trail: Trail) -> bool:
        """Whether a trail is of a plain page among records, whose own changes are of no rule."""
        return not self.site.sitemap.only_docs and trail.is_page

    def shown(self, change: Change) -> Change:
        """A change with its values as pages name them; where something came from or went to is a page by its title."""
        if not is_page_move(change):
            return as_on_pages(change)
        return replace(change, before=self._by_title(change.before), after=self._by_title(change.after))

    def _by_title(self, place: JsonValue) -> JsonValue:
        if not is_place(place):
            return place
        trail = self.site.by_file.get(str(place["page"]))
        return {**place, "page": f"“{self.site.title(trail)}”"} if trail else place

    def outcome(self, trail: Trail, changes: Sequence[Change], longest: int = _OUTCOME) -> str:
        """What changes of one decision did to a record, as a line of plain text: the first, which stands for all.

        It is cut to ``longest`` characters. The trail has the others.
        """
        change = self.shown(changes[0])
        says = worded(predicate, change, longest=longest)
        if change.field == "state" and change.kind == "changed":  # of what, its values say
            says = f": {says.rpartition(': ')[2]}"
        if says.startswith(": ") and ": " in says[2:]:  # one colon is enough
            says = f", {says[2:]}"
        about = says.strip()
        if change.field is None and not change.item:
            said = {"added": translated("the whole record is new"), "removed": translated("the whole record is gone")}
            about = said.get(change.kind, about)
        elif change.heading:
            about = f"“{change.heading}”{says}"
        elif change.item and not about.startswith("“"):
            value = (change.after or change.before) if change.field is None else None
            about = f"{self.called(trail, change.item, value)}{says}"
        about = self.in_words.plain(f"{about[:1].upper()}{about[1:]}", trail.record)
        return self.plain(about, longest)

    def called(self, trail: Trail, item: str, value: JsonValue = None) -> str:
        """What an item of a record is called within a sentence, so without the full stop that may end its title.

        One that is gone is called by its ``value``, if that is known, else by its id.
        """
        if f"{trail.record}.{item}" in self.records.knowledge.items:
            return self.records.name(f"{trail.record}.{item}").removesuffix(".") or item
        if is_mapping(value) and "rule" in value:  # the state of a finding
            return self.finding(trail, value)
        section = self._section(trail, item)
        return section.title if section else label(value) or item

    def finding(self, trail: Trail, value: Mapping[str, JsonValue]) -> str:
        """What a finding is called by the values of its state: by its rule, and the parts that it is about."""
        elements = value.get("elements")
        parts = map(str, elements if isinstance(elements, list) else ())
        return self.records.finding(trail.record, str(value.get("rule")), parts)

    @property
    def _link(self) -> Callable[[str], Markup]:
        return self.records.ref

    def commit_href(self, decision: Decision) -> str | None:
        """The address of a commit on its forge; None if that is unknown."""
        return self.site.forge_of(decision.path).commit(decision.commit)

    def pull_request_href(self, decision: Decision) -> str | None:
        """The address of the pull request on its forge; None if there is none, or that is unknown."""
        return self.site.forge_of(decision.path).pull_request(decision.pull_request or "")

    def relation(self, trail: Trail, relation: Relation) -> Markup:
        """A relation of a decision in words, with a link to the other one on the page of the trail, or to the forge."""
        before, commit, after = in_language(relation_text(relation, in_prose)).partition(relation.commit[:10])
        href = self._related_href(trail, relation.commit)
        link = Markup('<a href="{}"><code>{}</code></a>').format(href, commit) if href else escape(commit)
        items = ", ".join(f"“{one_line(self.called(trail, item))}”" for item in relation.items)
        return Markup("{}{}{}{}.").format(before, link, after, f": {items}" if items else "")

    def _related_href(self, trail: Trail, commit: str) -> str | None:
        """Where a commit is shown: as a decision on the page of the trail, in one that it merged, or on the forge."""
        brought = (d for d in trail.decisions if commit in (d.commit, *(step.commit for step in d.taken_in)))
        found = next(brought, None)
        return f"#{anchor(found)}" if found else self.site.forge_of(trail.path).commit(commit)

    def entry(self, trail: Trail, decision: Decision) -> Entry:
        """A decision as an entry of its trail."""
        return Entry(trail, decision)

    def file_href(self, path: str) -> str:
        """The address of a file by its path in the site."""
        return self.records.file_href(path)

    def item_href(self, trail: Trail, item: str | None) -> str:
        """The address of an item on its record's page; empty if either was removed."""
        if item is None or trail.record not in self.site.sitemap.knowledge.documents:
            return ""
        section, reference = self._section(trail, item), f"{trail.record}.{item}"
        is_there = section or reference in self.site.sitemap.knowledge.items
        path = self.site.sitemap.page_of(trail.record if section else reference)
        return f"{self.page_href(path)}#{quote(section.anchor if section else item)}" if is_there and path else ""

    def _section(self, trail: Trail, item: str) -> Section | None:
        """The section of a record's text with an id; None if either is gone."""
        document = self.site.sitemap.knowledge.documents.get(trail.record)
        return document.section(item) if document else None

    def noun(self, trail: Trail, change: Change) -> str:
        """What a change is about, by the present record: for changes whose trail does not say it."""
        if change.item is None:
            return "record" if self.site.is_closed(trail) else self.site.kind(trail)
        item = self.site.sitemap.knowledge.items.get(f"{trail.record}.{change.item}")
        return item.noun if item else ""
