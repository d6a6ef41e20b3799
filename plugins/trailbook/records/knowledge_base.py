"""The knowledge base: all records and links at one revision, and their problems."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from trailbook.records.document import Document
from trailbook.records.kinds.playbook import Playbook
from trailbook.records.links import Link
from trailbook.records.model import AnyRecord, Item, Record
from trailbook.records.origins import Origin, origin_of
from trailbook.records.references import Reference
from trailbook.text.problem import Problem


@dataclass(frozen=True)
class KnowledgeBase:
    """Records by id, the links between them and their items, and every problem found in reading them.

    A record with problems is included as far as it could be read. ``unread`` holds the paths of files that are or may
    be records and could not be read at all. ``origins`` are the repositories that handed on records, by name; what
    comes from them has ids such as ``payments/TM-HUB``.
    """

    documents: Mapping[str, Document]
    links: tuple[Link, ...]
    problems: tuple[Problem, ...]
    unread: frozenset[str] = frozenset()
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def ids(self) -> Set[str]:
        """The ids of all records."""
        return self.documents.keys()

    @cached_property
    def by_path(self) -> Mapping[str, Document]:
        """The documents by the paths of their files."""
        return {document.path: document for document in self.documents.values()}

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """The records by id, in the order of their ids."""
        return {id: document.record for id, document in sorted(self.documents.items())}

    def of_kind(self, kind: type[AnyRecord]) -> Iterator[AnyRecord]:
        """The records of one kind, in the order of their ids."""
        return (record for record in self.records.values() if isinstance(record, kind))

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item by its full reference, such as ``POL-SHARING.C2``."""
        return {f"{record.id}.{item.id}": item for record in self.records.values() for item in record.items()}

    def resolve(self, reference: str) -> Record | Item | None:
        """The record or item that a full reference names; None if there is none.

        A reference to a section of a Markdown record resolves to the record.
        """
        if reference in self.records:
            return self.records[reference]
        if reference in self.items:
            return self.items[reference]
        record, part = Reference.parse(reference)
        document = self.documents.get(record)
        return document.record if document and document.section(part) else None

    def has(self, reference: str) -> bool:
        """Whether a full reference names anything."""
        return self.resolve(reference) is not None

    def origin(self, reference: str) -> Origin | None:
        """Where a record or item comes from; None for what is of this repository."""
        return origin_of(reference, self.origins)

    def label(self, reference: str) -> str:
        """The title of what a reference names, such as "Guests read other people's receipts"."""
        target = self.resolve(reference)
        if isinstance(target, Record):
            part = Reference.parse(reference).item
            section = self.documents[target.id].section(part) if part else None
            return section.title if section else target.title
        return target.label if target else reference

    def noun(self, reference: str) -> str:
        """What kind of thing a reference names: ``threat``, ``control``, ``policy`` …"""
        if reference in self.items:
            return self.items[reference].noun
        if reference in self.records:
            return self.records[reference].kind.replace("-", " ")
        return "section"

    def step_number(self, reference: str) -> str:
        """What readers call a step of a playbook (``Playbook.step_numbers``); empty for all that is no step."""
        record, part = Reference.parse(reference)
        found = self.records.get(record)
        return found.step_numbers.get(part or "", "") if isinstance(found, Playbook) else ""

    @cached_property
    def _outgoing(self) -> Mapping[str, tuple[Link, ...]]:
        return _grouped((link.source, link) for link in self.links)

    @cached_property
    def _incoming(self) -> Mapping[str, tuple[Link, ...]]:
        return _grouped((link.target, link) for link in self.links)

    def links_from(self, reference: str) -> tuple[Link, ...]:
        """The links that start at exactly this record or item."""
        return self._outgoing.get(reference, ())

    def links_to(self, reference: str) -> tuple[Link, ...]:
        """The links that end at exactly this record or item."""
        return self._incoming.get(reference, ())

    def sources(self, references: Iterable[str], relation: str) -> Iterator[str]:
        """What points to any of the references by a relation, each once, in order."""
        found = (link.source for ref in references for link in self.links_to(ref) if link.relation == relation)
        return iter(dict.fromkeys(found))

    def targets(self, references: Iterable[str], relation: str) -> Iterator[str]:
        """What any of the references point to by a relation, each once, in order."""
        found = (link.target for ref in references for link in self.links_from(ref) if link.relation == relation)
        return iter(dict.fromkeys(found))

    def references_of(self, record: Record) -> Iterator[str]:
        """The record's own id and the full references of its items."""
        yield record.id
        yield from (f"{record.id}.{item.id}" for item in record.items())


def _grouped(pairs: Iterator[tuple[str, Link]]) -> dict[str, tuple[Link, ...]]:
    groups: dict[str, list[Link]] = {}
    for key, link in pairs:
        groups.setdefault(key, []).append(link)
    return {key: tuple(group) for key, group in groups.items()}
