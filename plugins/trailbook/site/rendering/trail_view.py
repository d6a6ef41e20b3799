"""What templates ask about decisions: those of a page and its items, and how to write and link them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from trailbook.records.origins import origin_of_path
from trailbook.records.references import source_of
from trailbook.site.rendering.asked import digest
from trailbook.site.rendering.decision_html import anchor, byline
from trailbook.site.rendering.forge import NO_FORGE, Forge, forge_of
from trailbook.site.rendering.in_words import InWords
from trailbook.site.rendering.markup import block_html, inline_html
from trailbook.site.rendering.sentences import as_on_pages, in_language, worded
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import translated
from trailbook.site.rendering.view import View
from trailbook.text.unseen import one_line
from trailbook.trail.changelog import ChangedWeek, Touched, changelog, ended
from trailbook.trail.changes.blame import Why, whys
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.page_moves import is_page_move, is_place
from trailbook.trail.decision_kinds import DecisionKind
from trailbook.trail.decisions import Decision, JsonValue, Relation, Trail, newest_first
from trailbook.trail.export import relation_text
from trailbook.trail.proposals import unagreed
from trailbook.trail.published_text import LONGEST, opening_sentences, published
from trailbook.trail.sentences import label, nouns, predicate
from trailbook.trail.sign_offs.needed import NO_SIGN_OFFS, Needed, SignOffs

if TYPE_CHECKING:
    from trailbook.audit.ledgers.audit import LedgerAudit


@dataclass(frozen=True)
class Entry:
    """A decision as an entry of its trail."""

    trail: Trail
    decision: Decision


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
    said: dict[DecisionKind, str] = {
        "weakened": translated("{0} weakened"),
        "strengthened": translated("{0} strengthened"),
        "founded": translated("{0} new"),
        "restored": translated("{0} back again"),
        "removed": translated("{0} ended"),
    }
    counts = [words.replace("{0}", str(week.counts[kind])) for kind, words in said.items() if week.counts.get(kind)]
    others = week.changed + week.kept
    rest = translated("{0} other") if others == 1 else translated("{0} others")
    return ", ".join([*counts, rest.replace("{0}", str(others))] if others else counts)


@dataclass(frozen=True)
class Changed:
    """A picture of what changed since a release, or since the beginning, for which ``since`` is empty; and its day."""

    since: str
    day: str
    figure: Markup


_SAME_ZONE = "tzinfo=TzInfo(0)", "tzinfo=datetime.timezone.utc"
"""How Python shows UTC where pydantic has read it from a cache, and where git has just been read."""
_OUTCOME = 140
"""How many characters of what a change says are shown."""
_OPENING = 280
"""How many characters of the first sentence of a reason are shown."""
_NOT_COMMITTED = "Not committed yet: no decision on record"


def value_digest(value: object) -> str:
    """A digest of values of the trail, by how Python shows them."""
    return digest(repr(value).replace(*_SAME_ZONE))


@dataclass(frozen=True)
class TrailSite:
    """All trails of a site, with the paths of their pages."""

    sitemap: Sitemap
    trails: tuple[Trail, ...]
    forge: Forge = NO_FORGE
    has_log: bool = True
    edited: frozenset[str] = frozenset()
    """The files with uncommitted changes."""
    sign_offs: SignOffs = NO_SIGN_OFFS
    emails: bool = False
    """Whether the e-mail addresses of the history may be published."""
    ledgers: "LedgerAudit | None" = None
    """What the ledgers of the releases say of the history; None if they are not audited."""
    trust_roots: tuple[Trail, ...] = ()
    """The trails of the files that say whose a key, a name and a role are."""
    lack: str = ""
    """What is missing of the history, so that nothing of it is shown; empty if nothing is."""
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What other tools put on record about commits, in words, by the commits of decisions."""

    def forge_of(self, path: str) -> Forge:
        """The forge on which the repository of a file is: its own one for what another repository handed on."""
        origin = origin_of_path(path, self.sitemap.knowledge.origins)
        return forge_of(origin.address) if origin else self.forge

    @property
    def undecided(self) -> str:
        """What stands where no decision is known."""
        return "Built without its history, so no decision is shown" if self.lack else _NOT_COMMITTED

    def whys(self, trail: Trail) -> Mapping[str, Why]:
        """Why each item and section of a record reads as it does, worked out once."""
        if trail.record not in self._whys:
            self._whys[trail.record] = whys(trail)
        return self._whys[trail.record]

    @cached_property
    def _whys(self) -> dict[str, Mapping[str, Why]]:
        return {}

    def nouns(self, trail: Trail) -> Mapping[str, str]:
        """What each item of a trail is called, worked out once."""
        if trail.record not in self._nouns:
            self._nouns[trail.record] = nouns(trail)
        return self._nouns[trail.record]

    @cached_property
    def _nouns(self) -> dict[str, Mapping[str, str]]:
        return {}

    @cached_property
    def needed(self) -> Mapping[str, Mapping[str, tuple[Needed, ...]]]:
        """The sign-offs that each decision needs, by record and commit."""
        needed = self.sign_offs.needed
        return {trail.record: {} if source_of(trail.record) else needed(trail) for trail in self.trails}

    @cached_property
    def by_record(self) -> Mapping[str, Trail]:
        """The trails by the ids of their records."""
        return {trail.record: trail for trail in self.trails}

    @cached_property
    def by_file(self) -> Mapping[str, Trail]:
        """The trails by the files of their records: by those that they are in now, and else by those they were in."""
        before = {decision.path: trail for trail in self.trails for decision in trail.decisions}
        return before | {trail.path: trail for trail in self.trails}

    @cached_property
    def records(self) -> Mapping[str, str]:
        """The id of the record that is published at a Markdown path."""
        return {path: id for id, path in self.sitemap.paths.items()}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All decisions of the site, newest first."""
        found = [Entry(trail, decision) for trail in self.trails for decision in trail.decisions]
        return tuple(sorted(found, key=lambda e: (newest_first(e.decision), e.trail.record)))

    @cached_property
    def has_one_author(self) -> bool:
        """Whether everybody who decided is the same, so that a line need not name them."""
        return len({byline(entry.decision) for entry in self.entries}) < 2

    @cached_property
    def commits(self) -> tuple[tuple[Entry, ...], ...]:
        """The decisions of each commit, newest first."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.decision.commit, []).append(entry)
        return tuple(map(tuple, found.values()))

    @cached_property
    def changelog(self) -> list[ChangedWeek]:
        """The weeks in which something was decided, newest first, with what changed in each.

        It is of what is published and of what has ended, not of pages that are kept beside the knowledge base.
        """
        return changelog(trail for trail in self.trails if not self.is_closed(trail) or ended(trail))

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """The Markdown path of each trail's page, by record; that of a closed trail is named after the record."""
        return {trail.record: self._path(trail) for trail in self.trails}

    def _path(self, trail: Trail) -> str:
        if not self.is_closed(trail):
            place = self.sitemap.paths.get(trail.record) or trail.path
            return f"trail/{re.sub(r'[.](md|ya?ml)$', '', place)}.md"
        return f"trail/closed/{re.sub(r'[.]md$', '', trail.record)}.md"

    def is_closed(self, trail: Trail) -> bool:
        """Whether a trail's record was removed or has another id now."""
        return trail.record not in self.sitemap.knowledge.ids

    def unagreed(self, trail: Trail) -> Decision | None:
        """What a machine proposed alone and nobody agreed with, if the record says that now."""
        return unagreed(trail.decisions)

    def is_edited(self, trail: Trail) -> bool:
        """Whether a record has changed since its last decision."""
        document = self.sitemap.knowledge.documents.get(trail.record)
        return document is not None and document.path in self.edited

    def title(self, trail: Trail) -> str:
        """The title of a trail's record; of a plain page as its site has it; of one that is gone the last it had."""
        return (self.is_closed(trail) and _last_title(trail)) or self.sitemap.title_of(trail.record)

    def kind(self, trail: Trail) -> str:
        """The kind of a trail's record, as a word."""
        return "closed" if self.is_closed(trail) else self.sitemap.knowledge.noun(trail.record)

    @cached_property
    def _files(self) -> Mapping[tuple[str, str], list[str]]:
        """The records whose first decision a commit is, by commit and path."""
        found: dict[tuple[str, str], list[str]] = {}
        for trail in self.trails:
            first = trail.decisions[-1]
            found.setdefault((first.commit, first.path), []).append(trail.record)
        return found

    def successors(self, trail: Trail) -> list[str]:
        """The records whose trail began in the same file with the commit that closed this one."""
        last = trail.decisions[0]
        began = self._files.get((last.commit, last.path), []) if self.is_closed(trail) else []
        return [record for record in began if record != trail.record]

    @cached_property
    def _before(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for trail in self.trails:
            for record in self.successors(trail):
                found.setdefault(record, []).append(trail.record)
        return found

    def predecessors(self, trail: Trail) -> list[str]:
        """The records whose trail this one follows in the same file."""
        return self._before.get(trail.record, [])


def _last_title(trail: Trail) -> str:
    for decision in trail.decisions:
        for change in decision.changes:
            if change.item is None and change.field == "title" and change.after:
                return str(change.after)
            if change.item is None and change.field is None and (named := label(change.after or change.before)):
                return named
    return ""


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
        item = f"{one.trail.record}.{one.item}"
        if one.item is None:
            named = stated if self.site.is_closed(one.trail) else self.site.title(one.trail)
        else:
            named = self.records.name(item) if item in self.site.sitemap.knowledge.items else stated or one.item
        return self.plain(named or one.trail.record, 160)

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
        """What changes of one decision did to a record, as a line of plain text: the first, and how many others.

        The first is cut to ``longest`` characters.
        """
        change, more = self.shown(changes[0]), len(changes) - 1
        says = worded(predicate, change, longest=longest)
        about = says.strip()
        if change.field is None and not change.item:
            said = {"added": translated("the whole record is new"), "removed": translated("the whole record is gone")}
            about = said.get(change.kind, about)
        elif change.heading:
            about = f"“{change.heading}”{says}"
        elif change.item and not about.startswith("“"):
            name = self.records.name(f"{trail.record}.{change.item}")
            about = f"{name or change.item}{says}"
        about = self.in_words.plain(f"{about[:1].upper()}{about[1:]}", trail.record)
        return self.plain(about, longest) + (in_language(f", and {more} more") if more else "")

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
        before, commit, after = one_line(relation_text(relation)).partition(relation.commit[:10])
        href = self._related_href(trail, relation.commit)
        link = Markup('<a href="{}"><code>{}</code></a>').format(href, commit) if href else escape(commit)
        return Markup("{}{}{}.").format(before, link, after)

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
        document = self.site.sitemap.knowledge.documents.get(trail.record)
        if document is None or item is None:
            return ""
        section, reference = document.section(item), f"{trail.record}.{item}"
        is_there = section or reference in self.site.sitemap.knowledge.items
        path = self.site.sitemap.page_of(trail.record if section else reference)
        return f"{self.page_href(path)}#{quote(section.anchor if section else item)}" if is_there and path else ""

    def noun(self, trail: Trail, change: Change) -> str:
        """What a change is about, by the present record: for changes whose trail does not say it."""
        if change.item is None:
            return "record" if self.site.is_closed(trail) else self.site.kind(trail)
        item = self.site.sitemap.knowledge.items.get(f"{trail.record}.{change.item}")
        return item.noun if item else ""
