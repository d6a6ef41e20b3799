"""What a page asks of the records while it is rendered, so that it is known when it would be rendered the same.

A page gets the records through a ``Sitemap`` that notes each question. In a later build its text is that of the build
before if the answers to these questions are. Whatever has no question of its own is noted as a question about
everything, so that a page can be rendered once too often, but never too seldom.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields
from functools import cached_property, partial
from hashlib import blake2b
from itertools import starmap
from typing import Any, NamedTuple, TypeVar, cast

from trailbook.diagrams.models.record_links import Ends, LinkGraph
from trailbook.drift.model import Drift
from trailbook.records.document import Document
from trailbook.records.kinds import KINDS
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import Link
from trailbook.records.model import AnyRecord, Item, Record
from trailbook.records.origins import Origin
from trailbook.records.references import record_of, source_of
from trailbook.risk.indicators.model import Observed
from trailbook.risk.threats.findings import Finding
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.text.problem import Problem

K = TypeVar("K")
T = TypeVar("T")


class Question(NamedTuple):
    """A question about the records: what is asked, and about what."""

    what: str
    about: str = ""


EVERYTHING = Question("everything")


class Answers:
    """The answers to questions about the records of one build, as digests.

    ``of_trails`` answers what is asked of the trails, by what is asked and about what.
    """

    def __init__(self, sitemap: Sitemap, of_trails: Callable[[str, str], str] | None = None) -> None:
        self._sitemap = sitemap
        self._of_trails = of_trails
        self._known: dict[tuple[str, str], str] = {}

    def digest(self, question: Question) -> str:
        """The digest of an answer."""
        if question not in self._known:
            self._known[question] = digest(self._answer(question))
        return self._known[question]

    def _answer(self, question: Question) -> str:
        if question.what in _ASKED:
            return _ASKED[question.what](self._sitemap, question.about)
        return self._of_trails(*question) if self._of_trails else ""

    def are(self, before: Iterable[Sequence[str]]) -> bool:
        """Whether the answers are those of a build before, each with its question."""
        known = self._known.get
        return all(
            (known((what, about)) or self.digest(Question(what, about))) == digest for what, about, digest in before
        )


def digest(text: str) -> str:
    """A digest of a text, short enough to keep many."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _record(sitemap: Sitemap, id: str) -> str:
    document = sitemap.knowledge.documents.get(id)
    return f"{document.path}\n{document.text}" if document else ""


def _fields(sitemap: Sitemap, id: str) -> str:
    return repr(sitemap.knowledge.records.get(id))


def _item(sitemap: Sitemap, reference: str) -> str:
    return repr(sitemap.knowledge.items.get(reference))


def _name(sitemap: Sitemap, reference: str) -> str:
    known = sitemap.knowledge
    return repr((known.has(reference), known.noun(reference), known.label(reference), known.step_number(reference)))


def _everything(sitemap: Sitemap, _: str) -> str:
    knowledge = sitemap.knowledge
    records = (_record(sitemap, id) for id in knowledge.documents)
    return "\0".join((*records, *sorted(knowledge.unread), *map(repr, knowledge.problems)))


def _found(finding: Finding) -> tuple[object, ...]:
    return finding.id, finding.elements, finding.reason, finding.entry, finding.threat, finding.stated_at


def _ties(sitemap: Sitemap, about: str) -> str:
    graph = sitemap.link_graph
    return repr([(ends, graph.ties[ends]) for ends in graph.ties_at(about.split())])


_ASKED: Mapping[str, Callable[[Sitemap, str], str]] = {
    "record": _record,
    "fields": _fields,
    "item": _item,
    "name": _name,
    "title": lambda sitemap, record: sitemap.title_of(record),
    "path": lambda sitemap, record: sitemap.paths.get(record, ""),
    "item page": lambda sitemap, reference: sitemap.item_pages.get(reference, ""),
    "all fields": lambda sitemap, _: "\0".join(_fields(sitemap, id) for id in sitemap.knowledge.records),
    "all paths": lambda sitemap, _: repr((sitemap.paths, sitemap.item_pages)),
    "ids": lambda sitemap, _: repr([*sitemap.knowledge.documents]),
    "kind": lambda sitemap, kind: repr([record.id for record in sitemap.knowledge.of_kind(KINDS[kind])]),
    "links from": lambda sitemap, reference: repr(sitemap.knowledge.links_from(reference)),
    "links to": lambda sitemap, reference: repr(sitemap.knowledge.links_to(reference)),
    "ties": _ties,
    "findings": lambda sitemap, model: repr([*map(_found, sitemap.findings.get(model, ()))]),
    "all findings": lambda sitemap, _: repr(
        [(model, *map(_found, found)) for model, found in sitemap.findings.items()]
    ),
    "links": lambda sitemap, _: repr(sitemap.knowledge.links),
    "not assessed": lambda sitemap, _: repr([model.id for model in sitemap.not_assessed]),
    "drift": lambda sitemap, _: _in_order(sitemap.drift),
    "observed": lambda sitemap, _: repr(sitemap.observed),
    "origin": lambda sitemap, name: repr(sitemap.knowledge.origins.get(name)),
    "origins": lambda sitemap, _: repr(sorted(sitemap.knowledge.origins.items())),
    "everything": _everything,
}
"""What can be asked, and what is compared for it."""


def _in_order(drift: Drift | None) -> str:
    """All that a comparison found, in an order that does not change from one process to the next."""
    if drift is None:
        return ""
    whole = (getattr(drift, field.name) for field in fields(drift))
    return repr([sorted(value) if isinstance(value, frozenset) else value for value in whole])


class Noting(Mapping[K, T]):
    """A mapping that notes which keys are asked for, and whether they are listed."""

    def __init__(self, known: Mapping[K, T], note: Callable[[K], object], note_all: Callable[[], object]) -> None:
        self._known, self._note, self._note_all = known, note, note_all

    def __getitem__(self, key: K) -> T:
        self._note(key)
        return self._known[key]

    def __contains__(self, key: object) -> bool:
        self._note(cast(K, key))
        return key in self._known

    def __iter__(self) -> Iterator[K]:
        self._note_all()
        return iter(self._known)

    def __len__(self) -> int:
        self._note_all()
        return len(self._known)


class AskedKnowledge(KnowledgeBase):
    """A knowledge base that notes what it is asked."""

    def __init__(self, known: KnowledgeBase) -> None:
        for name, value in {"_real": known, "questions": set()}.items():
            object.__setattr__(self, name, value)

    _real: KnowledgeBase
    questions: set[tuple[str, str]]
    """What was asked, as a ``Question`` has it: most is asked many times, and a tuple is quicker made."""

    def ask(self, what: str, about: str = "") -> KnowledgeBase:
        """Note a question, and give what answers it."""
        self.questions.add((what, about))
        return self._real

    def ask_everything(self) -> None:
        """Note a question that no other change leaves the answer of as it is."""
        self.ask("everything")

    def noting(self, known: Mapping[str, T], each: str, of_all: str) -> Mapping[str, T]:
        """A mapping that notes the question ``each`` of a key that is asked for, and ``of_all`` if they are listed."""
        return Noting(known, partial(self.ask, each), partial(self.ask, of_all))

    @property
    def least_questions(self) -> set[Question]:
        """The questions without those whose answers follow from those of others."""
        asked = {*starmap(Question, self.questions)}
        if EVERYTHING in asked:
            return {EVERYTHING, *(one for one in asked if one.what in _NOT_OF_RECORDS or one.what not in _ASKED)}
        whole = {about for what, about in asked if what == "record"}
        covered = {what for general, whats in _COVERED.items() if Question(general) in asked for what in whats}
        return {
            question
            for question in asked
            if question.what not in covered
            and not (question.what in _OF_ONE_RECORD and self._holder(question.about) in whole)
        }

    def _holder(self, reference: str) -> str:
        return reference if reference in self._real.documents else record_of(reference)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id."""
        return self.noting(self._real.documents, "record", "everything")

    @property
    def ids(self) -> Set[str]:
        """The ids of all records."""
        return self.ask("ids").ids

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """The records by id."""
        return self.noting(self._real.records, "fields", "all fields")

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """The items by full reference."""
        return self.noting(self._real.items, "item", "all fields")

    def has(self, reference: str) -> bool:
        """Whether a full reference names anything."""
        return self.ask("name", reference).has(reference)

    def label(self, reference: str) -> str:
        """The title of what a reference names."""
        return self.ask("name", reference).label(reference)

    def noun(self, reference: str) -> str:
        """What kind of thing a reference names."""
        return self.ask("name", reference).noun(reference)

    def step_number(self, reference: str) -> str:
        """What readers call a step of a playbook."""
        return self.ask("name", reference).step_number(reference)

    def of_kind(self, kind: type[AnyRecord]) -> Iterator[AnyRecord]:
        """The records of one kind."""
        for record in self.ask("kind", kind.kind_name()).of_kind(kind):
            self.ask("fields", record.id)
            yield record

    @property
    def links(self) -> tuple[Link, ...]:
        """All links."""
        return self.ask("links").links

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems."""
        return self.ask("everything").problems

    @property
    def origins(self) -> Mapping[str, Origin]:
        """The repositories that records come from."""
        return self.noting(self._real.origins, "origin", "origins")

    def origin(self, reference: str) -> Origin | None:
        """The repository that a record or item comes from; None if that is this one."""
        return self.ask("origin", source_of(reference)).origin(reference) if source_of(reference) else None

    @property
    def unread(self) -> frozenset[str]:
        """The files that could not be read."""
        return self.ask("everything").unread

    def links_from(self, reference: str) -> tuple[Link, ...]:
        """The links that start at a record or item."""
        return self.ask("links from", reference).links_from(reference)

    def links_to(self, reference: str) -> tuple[Link, ...]:
        """The links that end at a record or item."""
        return self.ask("links to", reference).links_to(reference)


class _AskedGraph(LinkGraph):
    """A graph of links that notes which of them are asked for."""

    def __init__(self, known: LinkGraph, knowledge: AskedKnowledge) -> None:
        ties = Noting(known.ties, lambda _: None, knowledge.ask_everything)  # each was found by ``ties_at``
        for name, value in {"_real": known, "knowledge": knowledge, "items": known.items, "ties": ties}.items():
            object.__setattr__(self, name, value)

    _real: LinkGraph
    knowledge: AskedKnowledge

    def ties_at(self, references: Iterable[str]) -> Iterator[Ends]:
        """The ties at some references."""
        asked = sorted(references)
        self.knowledge.ask("ties", " ".join(asked))
        return self._real.ties_at(asked)


class AskedSitemap(Sitemap):
    """A sitemap that notes what it is asked about the records; the rest of it is the same for all pages of a build."""

    def __init__(self, known: Sitemap) -> None:
        knowledge = AskedKnowledge(known.knowledge)
        constant = {name: value for name, value in _stated(known).items() if name not in ("drift", "observed")}
        for name, value in {**constant, "knowledge": knowledge, "_real": known}.items():
            object.__setattr__(self, name, value)

    _real: Sitemap
    knowledge: AskedKnowledge

    @property
    def questions(self) -> list[Question]:
        """What was asked so far, in order; a question about everything makes all others superfluous."""
        return sorted(self.knowledge.least_questions)

    @property
    def drift(self) -> Drift | None:
        """The drift of the configurations; None if there are no templates."""
        self.knowledge.ask("drift")
        return self._real.drift

    @property
    def observed(self) -> Observed | None:
        """The observations; None if there are none."""
        self.knowledge.ask("observed")
        return self._real.observed

    @cached_property
    def paths(self) -> dict[str, str]:
        """The Markdown path of each published record by its id."""
        paths: Any = self.knowledge.noting(self._real.paths, "path", "all paths")
        return paths  # type: ignore[no-any-return]

    @cached_property
    def item_pages(self) -> dict[str, str]:
        """The Markdown path of each threat's and control's own page by full reference."""
        paths: Any = self.knowledge.noting(self._real.item_pages, "item page", "all paths")
        return paths  # type: ignore[no-any-return]

    def title_of(self, id: str) -> str:
        """The title of a record by its id."""
        self.knowledge.ask("title", id)
        return self._real.title_of(id)

    @cached_property
    def findings(self) -> dict[str, tuple[Finding, ...]]:
        """What the rules find in each published threat model, by its id."""
        found: Any = Noting(
            self._real.findings,
            partial(self.knowledge.ask, "findings"),
            partial(self.knowledge.ask, "all findings"),
        )
        return found  # type: ignore[no-any-return]

    @property
    def not_assessed(self) -> list[ThreatModel]:
        """The published threat models in which nobody judged what can go wrong."""
        self.knowledge.ask("not assessed")
        return self._real.not_assessed

    @cached_property
    def link_graph(self) -> LinkGraph:
        """How the records and their threats and controls are linked."""
        return _AskedGraph(self._real.link_graph, self.knowledge)


_NOT_OF_RECORDS = ("drift", "observed")
_OF_ONE_RECORD = ("fields", "item", "name")
"""The questions whose answers follow from the text of the record that they are about."""
_COVERED = {
    "all fields": ("fields", "item", "kind"),
    "all paths": ("path", "item page"),
    "all findings": ("findings",),
    "links": ("links from", "links to"),
    "origins": ("origin",),
    "trails": ("trail",),
}
"""The questions whose answers follow from that of another."""


def same_for_all(sitemap: Sitemap) -> str:
    """What pages are rendered from besides the answers to their questions, as one text."""
    stated = {name: value for name, value in _stated(sitemap).items() if name not in _ANSWERED}
    return repr({name: sorted(value) if isinstance(value, frozenset) else value for name, value in stated.items()})


_ANSWERED = ("knowledge", "drift", "observed", "scheme", "ruleset", "review_plan")
"""Fields that answer questions, or follow from the options, which the caller compares."""


def _stated(sitemap: Sitemap) -> dict[str, Any]:
    return {field.name: getattr(sitemap, field.name) for field in fields(sitemap)}
