"""What a rule is that reads one application's records and says what somebody in a role has to do.

A rule of this kind gives the steps of a playbook that nobody wrote: each names what it follows from. What the records
do not state gives no step.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.threat_model import Component, DataAsset, Flow, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.vocabulary import SENSITIVITIES, Role
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.findings import Finding
from trailbook.risk.threats.model_view import ModelView

Moment = Literal["before-publishing", "token-leaks", "owner-leaves", "quarterly-review"]

MOMENTS: dict[Moment, str] = {
    "before-publishing": "Before you publish this app",
    "token-leaks": "When a connector's token leaks",
    "owner-leaves": "When the owner leaves",
    "quarterly-review": "At the quarterly review",
}
"""The moments at which somebody opens such a playbook, in the order of an application's life."""


@dataclass(frozen=True)
class Applied:
    """One application as these rules read it: its model, the findings of the threat rules, and how risk is scored."""

    view: ModelView
    findings: Sequence[Finding]
    scheme: Scheme

    @property
    def model(self) -> ThreatModel:
        """The application's threat model."""
        return self.view.model

    @property
    def knowledge(self) -> KnowledgeBase:
        """All records."""
        return self.view.knowledge

    def ref(self, id: str) -> str:
        """The full reference of one of the model's items."""
        return f"{self.model.id}.{id.removeprefix(f'{self.model.id}.')}"

    def refs(self, *ids: str) -> tuple[str, ...]:
        """Full references of the model's items, each once."""
        return tuple(dict.fromkeys(map(self.ref, ids)))

    @cached_property
    def connectors(self) -> dict[str, tuple[Connector, tuple[Component, ...]]]:
        """The connectors that the application uses, by id, each with the components that use it."""
        found: dict[str, tuple[Connector, tuple[Component, ...]]] = {}
        for part, _ in self.view.components():
            if connector := self.view.connector(part):
                _, before = found.get(connector.id, (connector, ()))
                found[connector.id] = connector, (*before, part)
        return dict(sorted(found.items()))

    def flows_of(self, parts: Iterable[Component]) -> tuple[Flow, ...]:
        """The flows that begin or end at any of the components, in the order of the model."""
        ids = {part.id for part in parts}
        ends = ((flow, {end.id for end in self._ends(flow)}) for flow, _ in self.view.flows())
        return tuple(flow for flow, touched in ends if touched & ids)

    def _ends(self, flow: Flow) -> Iterator[Component]:
        return (end for end in (self.view.source(flow), self.view.target(flow)) if end)

    def guarded(self, assets: Iterable[DataAsset]) -> tuple[DataAsset, ...]:
        """The data that is confidential, restricted or about people."""
        least = SENSITIVITIES.index("confidential")
        return tuple(a for a in assets if a.personal or SENSITIVITIES.index(a.sensitivity) >= least)


@dataclass(frozen=True)
class Need:
    """One thing to do. ``about`` are the ids that identify it within its rule.

    ``because`` are the full references of what it follows from, ``due`` is the day by which it has to be done.
    """

    about: tuple[str, ...]
    title: str
    text: str
    because: tuple[str, ...]
    due: date | None = None


Find: TypeAlias = Callable[[Applied], Iterable[Need]]


@dataclass(frozen=True)
class StepRule:
    """One rule, as applied and as published. ``reads`` is a phrase that says what its steps follow from."""

    id: str
    moment: Moment
    role: Role
    reads: str
    find: Find
