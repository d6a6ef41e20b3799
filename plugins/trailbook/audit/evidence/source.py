"""What evidence is made of."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from trailbook.audit.evidence.period import Period
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.risk.register.protection import threats_of_control
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.git.objects import Read

Told = tuple[Trail, Decision]


@dataclass(frozen=True)
class Source:
    """Everything that evidence is made of.

    ``trails`` end at the period's end; ``start`` and ``end`` are the knowledge base at both ends. ``read`` gives
    git's objects. ``is_copy`` tells that the repository is a copy without what an audience must not see.
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

    @cached_property
    def wanted(self) -> frozenset[str] | None:
        """The references that the evidence is limited to, by the links at either end; None for all."""
        if not self.controls:
            return None
        return concerning(self.start, self.controls) | concerning(self.end, self.controls)

    @cached_property
    def shown(self) -> list[Trail]:
        """The trails with only the decisions that belong to the evidence."""
        return [_each_once(trail) for trail in self._about(decisions_in(self.trails, self.period))]

    def _about(self, between: Sequence[Trail]) -> list[Trail]:
        if self.wanted is None:
            return list(between)
        return decisions_about(between, self.wanted, [record_of(reference) for reference in self.controls])

    @cached_property
    def told(self) -> Mapping[tuple[str, str], Told]:
        """These decisions by record and commit."""
        return {
            (trail.record, decision.commit): (trail, decision) for trail in self.shown for decision in trail.decisions
        }


def _each_once(trail: Trail) -> Trail:
    """A trail with one decision a commit."""
    return replace(trail, decisions=tuple({decision.commit: decision for decision in trail.decisions}.values()))


def decisions_in(trails: Sequence[Trail], period: Period) -> list[Trail]:
    """The trails with only the decisions of the period; those without any are left out."""
    return _kept(trails, lambda trail, decision: decision.commit in period.commits)


def decisions_about(trails: Sequence[Trail], references: frozenset[str], policies: Iterable[str]) -> list[Trail]:
    """The trails with only the decisions that changed one of the references.

    A reference is that of a record or of an item. A record that holds one of the items concerns them all when it came
    or went. ``policies`` are records of which whatever is said of them as a whole counts too.
    """
    holders = {record_of(reference) for reference in references}
    whole = {*references, *policies}

    def is_about(trail: Trail, decision: Decision) -> bool:
        return trail.record in references or any(
            f"{trail.record}.{change.item}" in references
            if change.item
            else trail.record in whole or (change.field is None and trail.record in holders)
            for change in decision.changes
        )

    return _kept(trails, is_about)


def _kept(trails: Sequence[Trail], is_wanted: Callable[[Trail, Decision], bool]) -> list[Trail]:
    found = (replace(trail, decisions=tuple(d for d in trail.decisions if is_wanted(trail, d))) for trail in trails)
    return [trail for trail in found if trail.decisions]


_ONLY_NAMED = frozenset({"mentions", "cites", "same-as"})
"""Relations that say nothing of what a control does."""


def concerning(knowledge: KnowledgeBase, asked: Iterable[str]) -> frozenset[str]:
    """The references that were asked for, and what they are linked with: threats, mitigations, incidents, checks.

    Of a control these include the threats that its mitigations bear on and the incidents in which those came true.
    A reference that the knowledge base does not have stands for itself.
    """
    return frozenset(reference for one in asked for reference in _around(knowledge, one))


def _around(knowledge: KnowledgeBase, reference: str) -> Iterator[str]:
    yield reference
    yield from (link.target for link in knowledge.links_from(reference) if link.relation not in _ONLY_NAMED)
    yield from (link.source for link in knowledge.links_to(reference) if link.relation not in _ONLY_NAMED)
    threats = threats_of_control(knowledge, reference)
    yield from threats
    yield from knowledge.sources(threats, "realises")
