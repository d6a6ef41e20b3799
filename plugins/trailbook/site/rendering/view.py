"""What templates ask about records: links, texts, levels, and the relations between records."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from markupsafe import Markup, escape

from trailbook.drift.model import CheckResult, Drift
from trailbook.drift.practice import Practice
from trailbook.records.classification import WITHHELD
from trailbook.records.document import Document
from trailbook.records.kinds import KINDS
from trailbook.records.kinds.exercise import Exercise
from trailbook.records.kinds.playbook import Playbook
from trailbook.records.kinds.policy import Policy, PolicyException
from trailbook.records.kinds.threat_model import FindingState, Mitigation, Threat, ThreatModel
from trailbook.records.kinds.training import Question
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import RELATIONS
from trailbook.records.model import Item, Record
from trailbook.records.origins import Origin
from trailbook.records.ratings import Rating
from trailbook.records.references import Reference, record_of
from trailbook.records.releases import is_of_release
from trailbook.records.states import SETTLED, is_in_place, is_over
from trailbook.records.vocabulary import ROLE_TITLES, words
from trailbook.risk.lessons.lessons import learned_from
from trailbook.risk.playbooks.checklists import Checklist, checklist_of
from trailbook.risk.playbooks.step_rationale import StepRationale, step_rationale
from trailbook.risk.register.connector_uses import Affected, ServiceUse, affected, exceeding_uses
from trailbook.risk.register.protection import ThreatRelations, control_relations, threat_relations
from trailbook.risk.register.register import accepted_above_appetite, is_above_appetite
from trailbook.risk.register.remediation import Plan, pending, plans
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.owner_questions import OwnerQuestion, owner_questions
from trailbook.risk.threats.tuning import BY_ID
from trailbook.site.rendering.body import NO_MARKUP, Order, body_with_items
from trailbook.site.rendering.markup import (
    MarkdownLink,
    block_html,
    cite,
    inline_html,
    link_steps,
    markdown_text,
    markdown_with_links,
    markdown_with_steps,
    record_markdown,
)
from trailbook.site.rendering.sentences import in_language
from trailbook.site.rendering.sitemap import CHAPTERS, Sitemap
from trailbook.site.rendering.translation import translated
from trailbook.text.limits import NO_TEXT, is_too_slow
from trailbook.text.unseen import one_line

RELATED_TO_CONTROLS = (
    ("threat", "threats", "threats"),
    ("mitigation", "mitigations", "practice"),
    ("step", "steps", "steps"),
    ("exception", "exceptions", "exceptions"),
    ("incident", "incidents", "incidents"),
)
"""What a control is for and what makes it so: one of it, several of it, and where its page lists them."""
LEARNED = {
    "control": ("control", "controls"),
    "step": ("playbook step", "playbook steps"),
    "training": ("training module", "training modules"),
    "exercise": ("exercise", "exercises"),
    "connector": ("connector", "connectors"),
    "": ("other record", "other records"),
}
"""What is learned from an incident or exercise, by its noun: one of it, and several of it."""
FEW = 16
"""Up to this number of components the detailed picture of a model comes first."""


@dataclass(frozen=True)
class Connection:
    """One line of "points to" or "is pointed to by": a relation and what is at its other end."""

    relation: str
    own: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """A page's view of the knowledge base. ``path`` is the page's Markdown file."""

    sitemap: Sitemap
    path: str
    document: Document | None = None
    diagrams: bool = False

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge base that the page is about."""
        return self.sitemap.knowledge

    @property
    def origin(self) -> Origin | None:
        """The repository that the record of the page comes from; None if that is this one."""
        return self.knowledge.origin(self.record.id)

    @property
    def path_at_home(self) -> str:
        """The path of the record's file in the repository that it comes from; empty for a page of none."""
        path = self.document.path if self.document else ""
        return self.origin.path_at_home(path) if path and self.origin else path

    @property
    def scheme(self) -> Scheme:
        """How risk is scored here."""
        return self.sitemap.scheme

    @property
    def drift(self) -> Drift | None:
        """The drift of the configurations; None if there are no templates."""
        return self.sitemap.drift

    def results_for(self, control: str) -> list[tuple[str, Sequence[CheckResult]]]:
        """The checks of a control by their full references, each with its results."""
        checks = self.incoming(control, "checks")
        return [(check, self.drift.of_check(check) if self.drift else ()) for check in checks]

    @property
    def record(self) -> Record:
        """The page's own record. Raises ``LookupError`` if it has none."""
        if self.document is None:
            raise LookupError(f"{self.path} is not the page of a record")
        return self.document.record

    # -- links ---------------------------------------------------------------------------------

    def ref(self, reference: str, label: str | None = None) -> Markup:
        """A reference as an HTML link with a hover title; without a link if it has no page."""
        full = self.full(reference)
        if full == WITHHELD:
            return Markup('<span class="tb-ref" title="Not for the readers of this site">{}</span>').format(WITHHELD)
        text = one_line(label or full)
        title = one_line(f"{translated(self.knowledge.noun(full)).capitalize()}: {self.name(full)}")
        href = self.sitemap.href(full, self.path) if self.knowledge.has(full) else None
        if href is None:
            return Markup('<span class="tb-ref" title="{}">{}</span>').format(title, text)
        html = f'<a class="tb-ref" href="{escape(href)}" title="{escape(title)}">{escape(text)}</a>'
        return Markup(html)  # noqa: S704 - every part is escaped; Markup.format takes longer than all else here

    def in_prose(self, reference: str) -> str:
        """What a sentence calls a reference: the title of its record and the part meant; of the own record the part."""
        full, known = self.full(reference), self.knowledge
        if full in known.records or not known.has(full):
            return one_line(known.label(full))
        record, part = Reference.parse(full)
        if known.noun(full) == "section":
            part = known.label(full)
        elif number := known.step_number(full):
            part = _step(number)
        is_own = self.document is not None and self.document.record.id == record
        return one_line(part if is_own else f"{known.label(record)}, {part}")

    def _tip(self, full: str) -> str:
        """What hovering says of a reference in prose: its id, and what the part is called."""
        return one_line(full if full in self.knowledge.records else f"{full}: {self.name(full)}")

    def named(self, reference: str, title: str = "") -> Markup:
        """A reference as a link in a sentence, by a title or else as prose calls it; its id is the hover title."""
        full = self.full(reference)
        if full == WITHHELD or not self.knowledge.has(full):
            return self.ref(full)
        text = escape(one_line(title) or self.in_prose(full))
        href, tip = self.sitemap.href(full, self.path), escape(self._tip(full))
        tag, rest = ("a", f' href="{escape(href)}"') if href is not None else ("span", "")
        html = f'<{tag} class="tb-named"{rest} title="{tip}" data-tb-id="{escape(full)}">{text}</{tag}>'
        return Markup(html)  # noqa: S704 - as in ``ref``

    def titled(self, reference: str) -> Markup:
        """What a reference names as a link by its title, with the sign of its kind before it and its id behind it."""
        full = self.full(reference)
        if full == WITHHELD:
            return self.ref(full)
        kind = escape(self.knowledge.noun(full).replace(" ", "-"))
        inside = f'{escape(one_line(self.name(full)))} <span class="tb-to__id">{escape(full)}</span>'
        href = self.sitemap.href(full, self.path) if self.knowledge.has(full) else None
        if href is None:
            return Markup(f'<span class="tb-to tb-to--{kind}">{inside}</span>')  # noqa: S704 - as in ``ref``
        return Markup(f'<a class="tb-to tb-to--{kind}" href="{escape(href)}">{inside}</a>')  # noqa: S704 - as in ``ref``

    def full(self, reference: str) -> str:
        """The full reference for a bare item id of the page's own record; other references unchanged."""
        if self.document and (own := f"{self.document.record.id}.{reference}") in self.knowledge.items:
            return own
        return reference

    def classification(self, reference: str) -> str:
        """The classification of an item; empty if it states none."""
        item = self.knowledge.items.get(self.full(reference))
        return (item.classification or "") if item else ""

    def short(self, reference: str) -> str:
        """A reference without the id of the page's own record."""
        return reference.removeprefix(f"{self.record.id}.")

    def name(self, reference: str) -> str:
        """The title or text of what a reference names."""
        full = self.full(reference)
        item = self.knowledge.items.get(full)
        if isinstance(item, FindingState):
            return self.finding(record_of(full), item.rule, item.elements)
        return self.knowledge.label(full)

    def finding(self, model: str, rule: str, elements: Iterable[str]) -> str:
        """What a finding in a threat model is called: the title of its rule, and the parts that it is about.

        A rule of former days, which has no title here, is called by the words of its id.
        """
        title = in_language(BY_ID[rule].title) if rule in BY_ID else words(rule).capitalize()
        items = self.knowledge.items
        parts = (f"{model}.{element}" for element in elements)
        names = ", ".join(self.knowledge.label(part) if part in items else part.partition(".")[2] for part in parts)
        return f"{title} ({names})" if names else title

    def href(self, reference: str) -> str:
        """The address of a reference relative to this page; empty if it has none."""
        return self.sitemap.href(self.full(reference), self.path) or ""

    def everything(self, reference: str) -> str:
        """The address of the page of a threat or control; empty if it has none."""
        path = self.sitemap.item_pages.get(self.full(reference))
        return self.page_href(path) if path else ""

    def permanent(self, reference: str) -> str:
        """The permanent address of a record or item, relative to this page; empty if it has none."""
        full = self.full(reference)
        if self.sitemap.only_docs or record_of(full) not in self.sitemap.paths:
            return ""
        return self.page_href(self.sitemap.permanent_path(full))

    def page_href(self, target: str) -> str:
        """The address of the page of another Markdown file, relative to this page."""
        return self.sitemap.between(self.path, target)

    def file_href(self, path: str) -> str:
        """The address of a file by its path in the site, relative to this page."""
        return f"{self.page_href('index.md').removesuffix('index.html')}{path}".removeprefix("./")

    # -- the pages of a threat model -----------------------------------------------------------

    def chapter(self, model: str, name: str) -> str:
        """The address of a page of a threat model behind its overview, by name."""
        return self.page_href(self.sitemap.chapters(model)[name])

    def chapter_title(self, name: str) -> str:
        """What such a page is called."""
        return translated(CHAPTERS[name])

    def chapter_ways(self, model: str) -> list[tuple[str, str, str]]:
        """The name, title and address of each page of a threat model; the overview, which comes first, has no name."""
        behind = [
            (name, translated(CHAPTERS[name]), self.page_href(path))
            for name, path in self.sitemap.chapters(model).items()
        ]
        return [("", translated("Overview"), self.href(model)), *behind]

    def parts_by_id(self, model: ThreatModel) -> list[tuple[str, str, str, Sequence[Item]]]:
        """What is on those pages: the page, anchor and title of each section with the items in it."""
        items: list[tuple[str, str, str, Sequence[Item]]] = [
            ("threats", "", "Threats", model.threats),
            ("actions", "mitigations", "Mitigations", model.mitigations),
            ("actions", "findings", "Findings", model.findings),
            ("design", "components", "Components", model.components),
            ("design", "data", "Data", model.data),
            ("design", "flows", "Flows", model.flows),
            ("design", "entry-points", "Entry points", model.entry_points),
            ("design", "boundaries", "Trust boundaries", model.boundaries),
            ("design", "assumptions", "Assumptions", model.assumptions),
        ]
        others = [
            ("design", "configuration", "Configuration", self.drift and self.drift.of_application(model.id)),
            ("history", "connections", "Connections", self.points_to or self.pointed_to_by),
        ]
        found = self.sitemap.findings.get(model.id)
        shown = (section for section in items if section[3] or (section[1] == "findings" and found))
        return [*shown, *((chapter, anchor, title, ()) for chapter, anchor, title, there in others if there)]

    # -- text ----------------------------------------------------------------------------------

    def text(self, value: str) -> Markup:
        """A text value as inline HTML."""
        return inline_html(in_language(value), self.named)

    def step_text(self, value: str) -> Markup:
        """A text value of a playbook as inline HTML, in which the ids of its own steps lead to them."""
        return link_steps(self.text(value), self.step_names)

    @property
    def step_names(self) -> Mapping[str, str]:
        """What a sentence calls the steps of the page's own playbook, or the injects of its exercise, by id.

        It is empty on any other page.
        """
        record = self.document.record if self.document else None
        if isinstance(record, Exercise):
            return {inject.id: f"“{one_line(inject.title)}”" for inject in record.injects}
        numbers = record.step_numbers if isinstance(record, Playbook) else {}
        return {id: _step(number) for id, number in numbers.items()}

    def prose(self, value: str) -> Markup:
        """A text value as HTML paragraphs."""
        return block_html(in_language(value), self.named)

    def md(self, value: str) -> Markup:
        """A text value for a Markdown heading."""
        return markdown_text(in_language(value))

    def _target(self, reference: str) -> MarkdownLink | None:
        target = self.sitemap.markdown_link(reference, self.path) if self.knowledge.has(reference) else None
        # a release has the title of then beside each reference
        wording = reference if is_of_release(self.path) else self.in_prose(reference)
        return MarkdownLink(target, self._tip(reference), wording, reference) if target else None

    def body(
        self,
        head: Callable[[Item], Markup],
        tail: Callable[[Item], Markup],
        before: Mapping[str, Markup] = NO_MARKUP,
        first: str = "",
        last: Container[str] = (),
    ) -> Markup:
        """The record's Markdown with ``head`` and ``tail`` at each item, and ``before`` at sections by id.

        The section with the id ``first`` comes before the others, and the items in ``last`` after those beside them.

        A text that takes too long to render is left out. Raises ``LookupError`` on a page of no record.
        """
        if self.document is None:
            raise LookupError(f"{self.path} is not the page of a record")
        whole = self.document.body
        if is_too_slow(whole):
            return Markup(NO_TEXT)  # noqa: S704 - a sentence of ours
        sources = {s.id: f"{s.publisher}: {s.title}" for s in getattr(self.record, "sources", ())}

        def dress(markdown: str) -> str:
            return markdown_with_steps(record_markdown(cite(markdown, sources), self._target, whole), self.step_names)

        text = body_with_items(self.document, head, tail, dress, before, Order(first, last))
        return Markup(text)  # noqa: S704 - the author's part is disarmed by record_markdown

    @property
    def first_item(self) -> str:
        """The id of the first item in the record's text; empty if there is none."""
        items = {item.id for item in self.record.items()}
        sections = self.document.sections if self.document else ()
        return next((section.id for section in sections if section.id in items), "")

    @property
    def checklist(self) -> Checklist | None:
        """The checklist of the page's own playbook; None on any other page."""
        return checklist_of(self.record) if isinstance(self.record, Playbook) else None

    def page_body(self, markdown: str) -> str:
        """An author's page with its references linked; made safe if it was to be a record and can't be read.

        A row of a table has room for titles, and a reader who looks something up there knows no ids.
        A text that takes too long to render is left out.
        """
        if is_too_slow(markdown):
            return NO_TEXT
        if self.path in self.sitemap.unread:
            return record_markdown(markdown, self._target)
        return markdown_with_links(markdown, self._target, self.titled)

    # -- risk ----------------------------------------------------------------------------------

    def by_risk(self, threats: Sequence[Threat]) -> list[Threat]:
        """Threats by residual, then by inherent risk, highest first."""
        order = self.scheme.order
        return sorted(threats, key=lambda threat: (-order(threat.residual), -order(threat.inherent)))

    def plans(self, model: ThreatModel) -> Mapping[str, Plan]:
        """Who is on each threat of a model, and until when, by the ids of the threats."""
        return plans(self.knowledge, model)

    def is_above_limit(self, threat: Threat) -> bool:
        """Whether a threat is above the appetite: ``risk.register.register.is_above_appetite``."""
        return is_above_appetite(threat, self.scheme)

    def accepted_above(self, threats: Iterable[Threat]) -> tuple[Threat, ...]:
        """The threats that are above the appetite and accepted: ``risk.register.register.accepted_above_appetite``."""
        return accepted_above_appetite(threats, self.scheme)

    def needs_nobody(self, threats: Iterable[Threat]) -> bool:
        """Whether nobody has to act on any of these threats: each is settled, and none is above the appetite."""
        return all(threat.state in SETTLED and not self.is_above_limit(threat) for threat in threats)

    def picture_levels(self, model: ThreatModel) -> tuple[int, int]:
        """The level of detail of the picture on the overview of a model, and that of the picture of its design."""
        return (1, 0) if len(model.components) <= FEW else (0, 1)

    def pending(self, model: ThreatModel) -> list[Mitigation]:
        """The mitigations of a model that are not in place, the earliest day first."""
        return pending(model)

    def owner_questions(self, model: ThreatModel) -> tuple[OwnerQuestion, ...]:
        """What a threat model leaves to the owner of its application to say."""
        return owner_questions(model, self.knowledge)

    def affected(self, connector: str) -> Affected:
        """What is within reach of whoever holds a token of a connector."""
        return affected(connector, self.knowledge)

    def exceeding(self, connector: str) -> list[ServiceUse]:
        """The uses of a connector that go beyond what the register allows."""
        uses = self.affected(connector).uses
        beyond = exceeding_uses(uses, [found for use in uses for found in self.sitemap.findings.get(use.model.id, ())])
        return [use for use in uses if (use.model.id, use.service) in beyond]

    def levels(self, ratings: Iterable[Rating]) -> list[tuple[str, int]]:
        """The number of ratings at each level that has any, highest level first."""
        found = [self.scheme.level(rating) for rating in ratings]
        return [(level, found.count(level)) for level in self.scheme.levels if level in found]

    # -- training ------------------------------------------------------------------------------

    def practice(self, question: Question) -> Practice | None:
        """The settings that a question of the record asks to check; None if it asks for none or they are missing."""
        return self.drift.practice.get(self.full(question.id)) if self.drift else None

    def incidents(self, references: Iterable[str]) -> tuple[str, ...]:
        """The postmortems that controls were learned from, or in which threats came true."""
        found = (
            ref for own in references for ref in (*self.outgoing(own, "learned-from"), *self.incoming(own, "realises"))
        )
        return tuple(ref for ref in dict.fromkeys(found) if self.knowledge.noun(ref) == "postmortem")

    def taught_by(self, incident: str) -> tuple[str, ...]:
        """What the page's own training module teaches because of an incident."""
        return tuple(ref for ref in self.outgoing(self.record.id, "teaches") if incident in self.incidents([ref]))

    def learned(self, incident: str) -> tuple[str, ...]:
        """What was learned from an incident or exercise, as the page of all lessons counts it."""
        return learned_from(self.knowledge, incident, self.sitemap.paths)

    def learned_by_kind(self, *incidents: str) -> list[tuple[str, tuple[str, ...]]]:
        """What was learned from any of these, for each noun that there is any of: how many in words, and which."""
        found: dict[str, list[str]] = {noun: [] for noun in LEARNED}
        for reference in dict.fromkeys(chain.from_iterable(map(self.learned, incidents))):
            found.get(self.knowledge.noun(reference), found[""]).append(reference)
        return [
            (f"{len(refs)} {translated(LEARNED[noun][len(refs) > 1])}", tuple(refs))
            for noun, refs in found.items()
            if refs
        ]

    # -- links between records -----------------------------------------------------------------

    def outgoing(self, reference: str, relation: str) -> tuple[str, ...]:
        """What a record or item points to by a relation."""
        found = self.knowledge.links_from(self.full(reference))
        return tuple(link.target for link in found if link.relation == relation)

    def incoming(self, reference: str, relation: str) -> tuple[str, ...]:
        """What points to a record or item by a relation."""
        found = self.knowledge.links_to(self.full(reference))
        return tuple(link.source for link in found if link.relation == relation)

    @cached_property
    def points_to(self) -> tuple[Connection, ...]:
        """Links from this record or its items to other records, by item and relation."""
        return tuple(self._connections(outward=True))

    @cached_property
    def pointed_to_by(self) -> tuple[Connection, ...]:
        """Links from other records to this one or its items, by item and relation."""
        return tuple(self._connections(outward=False))

    def _connections(self, outward: bool) -> Iterator[Connection]:
        for own in self.knowledge.references_of(self.record):
            links = self.knowledge.links_from(own) if outward else self.knowledge.links_to(own)
            groups: dict[str, list[str]] = {}
            for link in links:
                other = link.target if outward else link.source
                if record_of(other) != self.record.id:
                    groups.setdefault(link.relation, []).append(other)
            for relation, others in groups.items():
                yield Connection(relation if outward else RELATIONS[relation], own, tuple(others))

    def relations(self, control: str) -> list[tuple[int, str, str]]:
        """How many of what matters most to a control, with the anchor on its page."""
        counted = zip(self.related_to(control), RELATED_TO_CONTROLS, strict=True)
        return [
            (len(found), one if len(found) == 1 else more, anchor) for found, (one, more, anchor) in counted if found
        ]

    def related_to(self, control: str) -> tuple[tuple[str, ...], ...]:
        """What matters most to a control, in the order of ``RELATED_TO_CONTROLS``; of exceptions those not over."""
        found = control_relations(self.knowledge, self.full(control), self.sitemap.paths)
        exceptions = tuple(one for one in found.exceptions if not self.is_over(one))
        return found.threats, found.mitigations, found.steps, exceptions, found.learned_from

    def over(self, policy: Policy) -> frozenset[str]:
        """The ids of the exceptions of a policy that permit nothing any more."""
        return frozenset(exception.id for exception in policy.exceptions if is_over(exception))

    def is_over(self, exception: str) -> bool:
        """Whether an exception permits nothing any more: ``records.states.is_over``."""
        item = self.knowledge.items.get(self.full(exception))
        return isinstance(item, PolicyException) and is_over(item)

    def against(self, threat: str) -> ThreatRelations:
        """What is done against a threat, as its own page counts it."""
        return threat_relations(self.knowledge, self.full(threat), self.sitemap.item_pages, self.sitemap.paths)

    def in_place(self, mitigations: Iterable[str]) -> tuple[str, ...]:
        """The mitigations, by full reference, that reduce the risk today: ``records.states.is_in_place``."""
        found = ((reference, self.knowledge.items.get(reference)) for reference in mitigations)
        return tuple(ref for ref, item in found if isinstance(item, Mitigation) and is_in_place(item))

    def step_rationale(self, step: str) -> StepRationale:
        """The rationale of a step of the page's own record."""
        return step_rationale(self.knowledge, self.full(step))

    def plural(self, kind: str) -> str:
        """The heading of a kind's register."""
        return KINDS[kind].plural

    def has_register(self, kind: str) -> bool:
        """Whether there is a register of a kind: if any record of it has a page."""
        return bool(self.sitemap.published(KINDS[kind]))

    def role_title(self, role: str) -> str:
        """The title of a role."""
        return translated(ROLE_TITLES[role])


def _step(number: str) -> str:
    """What a sentence calls a step of a playbook."""
    return translated("step {0}").replace("{0}", number)
