"""What evidence is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from trailbook.audit.evidence.concerning import concerning
from trailbook.audit.evidence.period import Period, decisions_about, decisions_in
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
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
