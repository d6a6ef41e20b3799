"""A threat model as a map: components in their trust boundaries, and what moves between them.

A model may refer to components that it does not have: those of another record, or misspelt ones, which are reported
elsewhere. The picture shows both as being elsewhere instead of leaving the flow out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from trailbook.records.kinds.threat_model import Boundary, Component, DataAsset, Flow, ThreatModel
from trailbook.records.model import Item
from trailbook.records.vocabulary import SENSITIVITIES

UNSTATED = "unstated"
"""The sensitivity of a flow without data: not low, but not stated."""

T = TypeVar("T", bound=Item)


@dataclass(frozen=True)
class Elsewhere:
    """A component that a flow refers to and this model does not have."""

    id: str
    name: str
    type: str = "elsewhere"
    boundary: None = None


Endpoint = Component | Elsewhere


@dataclass(frozen=True)
class Transfer:
    """A flow with its ends, its data, their highest sensitivity, and the boundaries that it crosses."""

    flow: Flow
    source: Endpoint
    target: Endpoint
    data: tuple[DataAsset, ...]
    sensitivity: str
    leaves: tuple[Boundary, ...]
    enters: tuple[Boundary, ...]

    @property
    def crosses(self) -> bool:
        """Whether the flow leaves or enters a trust boundary."""
        return bool(self.leaves or self.enters)


@dataclass(frozen=True)
class ModelMap:
    """A threat model seen as components, boundaries around them and transfers between them."""

    model: ThreatModel

    def local(self, reference: str) -> str:
        """A reference without the model's own id in front of it."""
        return reference.removeprefix(f"{self.model.id}.")

    @cached_property
    def boundaries(self) -> Mapping[str, Boundary]:
        """The trust boundaries by id, in the order of the file."""
        return by_id(self.model.boundaries)

    @cached_property
    def components(self) -> Mapping[str, Component]:
        """The components by id, in the order of the file."""
        return by_id(self.model.components)

    @cached_property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """The components, then the components elsewhere that flows lead from or to, by id."""
        ends = (self.local(end) for flow in self.model.flows for end in (flow.source, flow.target))
        return {**self.components, **{end: Elsewhere(end, end) for end in ends if end not in self.components}}

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        """The flows in the order of the file, each with its ends, data and crossings."""
        data = by_id(self.model.data)
        return tuple(self._transfer(flow, data) for flow in by_id(self.model.flows).values())

    def around(self, endpoint: Endpoint) -> tuple[Boundary, ...]:
        """The boundaries that enclose an endpoint, the innermost first."""
        found: list[Boundary] = []
        id = self._known(endpoint.boundary)
        while id is not None:
            found.append(self.boundaries[id])
            id = self._outer[id]
        return tuple(found)

    def inside(self, boundary: Boundary | None) -> tuple[Endpoint, ...]:
        """The endpoints directly in a boundary; with None, those outside every boundary."""
        id = boundary.id if boundary else None
        return tuple(endpoint for endpoint in self.endpoints.values() if self._known(endpoint.boundary) == id)

    def nested(self, boundary: Boundary | None) -> tuple[Boundary, ...]:
        """The boundaries directly within a boundary; with None, the outermost."""
        id = boundary.id if boundary else None
        return tuple(b for b in self.boundaries.values() if self._outer[b.id] == id)

    def enclosing(self, boundary: Boundary) -> Boundary | None:
        """The boundary directly around another; None for one on the outside."""
        outer = self._outer[boundary.id]
        return self.boundaries[outer] if outer else None

    def _known(self, reference: str | None) -> str | None:
        id = self.local(reference) if reference else None
        return id if id in self.boundaries else None

    @cached_property
    def _outer(self) -> Mapping[str, str | None]:
        """The boundary directly around each boundary. If boundaries form a circle, the last has none."""
        outer: dict[str, str | None] = {}
        for boundary in self.boundaries.values():
            above = around = self._known(boundary.within)
            while above is not None and above != boundary.id:
                above = outer.get(above)
            outer[boundary.id] = None if above == boundary.id else around
        return outer

    def _transfer(self, flow: Flow, data: Mapping[str, DataAsset]) -> Transfer:
        source, target = self.endpoints[self.local(flow.source)], self.endpoints[self.local(flow.target)]
        carried = tuple(data[id] for id in map(self.local, flow.data) if id in data)
        sensitivity = max((d.sensitivity for d in carried), key=SENSITIVITIES.index, default=UNSTATED)
        leaves, enters = self.crossing(source, target)
        return Transfer(flow, source, target, carried, sensitivity, leaves, enters)

    def crossing(self, source: Endpoint, target: Endpoint) -> tuple[tuple[Boundary, ...], tuple[Boundary, ...]]:
        """The boundaries left and those entered on the way from one endpoint to another, in order."""
        origin, goal = self.around(source), self.around(target)
        shared = {b.id for b in origin} & {b.id for b in goal}
        leaves = tuple(b for b in origin if b.id not in shared)
        return leaves, tuple(b for b in reversed(goal) if b.id not in shared)


def by_id(items: Iterable[T]) -> Mapping[str, T]:
    """Items by id. The first of two with one id counts; duplicates are reported when records are read."""
    found: dict[str, T] = {}
    for item in items:
        found.setdefault(item.id, item)
    return found
