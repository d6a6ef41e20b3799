"""What evidence is made from: the trails of a period, limited to controls if any were named, and both of its ends."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from trailbook.audit.evidence.period import Period
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.risk.register.protection import threats_of_control
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.git.objects import Read

Decisions = Mapping[tuple[str, str], tuple[Trail, Decision]]
"""Decisions by record and commit, each with its trail."""

EMPTY = KnowledgeBase({}, (), ())
"""The knowledge base before the first commit."""

_NOT_ABOUT = frozenset({"mentions", "cites", "same-as"})
"""Relations that say nothing about what a control does."""


@dataclass(frozen=True)
class EvidenceSource:
    """Everything that evidence is made from.

    ``trails`` reach to the end of the period; ``start`` and ``end`` are the knowledge base at both ends. ``prefix`` is
    the folder of the knowledge base in the repository, and ``folders`` are those of its records. ``controls`` are the
    references that the evidence is limited to, if any. ``read`` returns git's objects. ``is_copy`` says that the
    repository is a copy without what an audience must not see. ``statements`` is the commit of the branch with what
    forges said; empty if there is none.
    """

    name: str
    prefix: str
    folders: tuple[str, ...]
    period: Period
    trails: Sequence[Trail]
    start: KnowledgeBase
    end: KnowledgeBase
    controls: tuple[str, ...]
    read: Read
    is_copy: bool = False
    statements: str = ""

    @cached_property
    def wanted(self) -> frozenset[str] | None:
        """The references that the evidence is limited to, by the links at either end; None if it is not limited."""
        if not self.controls:
            return None
        return linked_references(self.start, self.controls) | linked_references(self.end, self.controls)

    @cached_property
    def shown(self) -> list[Trail]:
        """The trails with only the decisions that belong in the evidence, one for each commit."""
        trails = _limited(self.trails, lambda _, decision: decision.commit in self.period.commits)
        if self.wanted is not None:
            trails = _about(trails, self.wanted, map(record_of, self.controls))
        return [
            replace(trail, decisions=tuple({decision.commit: decision for decision in trail.decisions}.values()))
            for trail in trails
        ]

    @cached_property
    def decisions(self) -> Decisions:
        """These decisions by record and commit."""
        return by_record_and_commit(self.shown)


def by_record_and_commit(trails: Iterable[Trail]) -> Decisions:
    """The decisions of trails, each with its trail."""
    return {(trail.record, decision.commit): (trail, decision) for trail in trails for decision in trail.decisions}


def linked_references(knowledge: KnowledgeBase, asked: Iterable[str]) -> frozenset[str]:
    """The references given and those that they are linked with: threats, mitigations, incidents, checks.

    A control is also linked with the threats that its mitigations bear on, and with the incidents in which those came
    true. A reference unknown to the knowledge base is linked with nothing.
    """
    return frozenset(linked for reference in asked for linked in _linked(knowledge, reference))


def _linked(knowledge: KnowledgeBase, reference: str) -> Iterator[str]:
    yield reference
    yield from (link.target for link in knowledge.links_from(reference) if link.relation not in _NOT_ABOUT)
    yield from (link.source for link in knowledge.links_to(reference) if link.relation not in _NOT_ABOUT)
    threats = threats_of_control(knowledge, reference)
    yield from threats
    yield from knowledge.sources(threats, "realises")


def _about(trails: Sequence[Trail], references: frozenset[str], controls_of: Iterable[str]) -> list[Trail]:
    """The trails with only the decisions that changed one of the references, which may be records or items.

    When a record came or went, that concerns all its items. Of the records in ``controls_of``, changes to the record
    as a whole count as well.
    """
    holders = set(map(record_of, references))
    whole = {*references, *controls_of}

    def is_about(trail: Trail, decision: Decision) -> bool:
        return trail.record in references or any(
            f"{trail.record}.{change.item}" in references
            if change.item
            else trail.record in whole or (change.field is None and trail.record in holders)
            for change in decision.changes
        )

    return _limited(trails, is_about)


def _limited(trails: Iterable[Trail], is_wanted: Callable[[Trail, Decision], bool]) -> list[Trail]:
    """The trails with only some of their decisions, without trails that have none left."""
    found = (replace(trail, decisions=tuple(d for d in trail.decisions if is_wanted(trail, d))) for trail in trails)
    return [trail for trail in found if trail.decisions]
