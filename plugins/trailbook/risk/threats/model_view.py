"""A threat model as the rules read it: its elements with their facts, and how they are connected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel

from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.facts import BoundaryFacts, ComponentFacts, DataFacts, EntryFacts, FlowFacts
from trailbook.records.kinds.threat_model import Boundary, Component, DataAsset, EntryPoint, Flow, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import Item
from trailbook.records.vocabulary import SENSITIVITIES, Audience, Sensitivity

F = TypeVar("F", bound=BaseModel)
NO_BOUNDARY_FACTS = BoundaryFacts.model_validate({})
NO_COMPONENT_FACTS = ComponentFacts.model_validate({})
NO_DATA_FACTS = DataFacts.model_validate({})
NO_ENTRY_FACTS = EntryFacts.model_validate({})
NO_FLOW_FACTS = FlowFacts.model_validate({})


@dataclass(frozen=True)
class ModelView:
    """One model in its knowledge base. An element without facts has facts that state nothing.

    A broken reference gives None or is left out, so that a model with problems can still be read.
    """

    model: ThreatModel
    knowledge: KnowledgeBase

    # -- elements and their facts --------------------------------------------------------------

    def boundaries(self) -> Iterator[tuple[Boundary, BoundaryFacts]]:
        """Every trust boundary with its facts."""
        return (
            (boundary, self._facts(boundary, boundary.facts or NO_BOUNDARY_FACTS)) for boundary in self.model.boundaries
        )

    def components(self, *types: str) -> Iterator[tuple[Component, ComponentFacts]]:
        """Every component of the given types, or of any type if none is given, with its facts."""
        found = (part for part in self.model.components if not types or part.type in types)
        return ((part, self._facts(part, part.facts or NO_COMPONENT_FACTS)) for part in found)

    def data(self) -> Iterator[tuple[DataAsset, DataFacts]]:
        """Every data asset with its facts."""
        return ((asset, self._facts(asset, asset.facts or NO_DATA_FACTS)) for asset in self.model.data)

    def flows(self) -> Iterator[tuple[Flow, FlowFacts]]:
        """Every data flow with its facts."""
        return ((flow, self._facts(flow, flow.facts or NO_FLOW_FACTS)) for flow in self.model.flows)

    def entries(self) -> Iterator[tuple[EntryPoint, EntryFacts]]:
        """Every entry point with its facts."""
        return ((entry, self._facts(entry, entry.facts or NO_ENTRY_FACTS)) for entry in self.model.entry_points)

    def _facts(self, element: Item, facts: F) -> F:
        """The facts of an element, as they are handed to rules."""
        return facts

    # -- how they are connected ----------------------------------------------------------------

    @cached_property
    def _elements(self) -> dict[str, Item]:
        return {item.id: item for item in self.model.items()}

    def _own(self, reference: str | None) -> Item | None:
        return self._elements.get((reference or "").removeprefix(f"{self.model.id}."))

    def component(self, reference: str | None) -> Component | None:
        """The component of the model that a reference names; None if it names none."""
        found = self._own(reference)
        return found if isinstance(found, Component) else None

    def source(self, flow: Flow) -> Component | None:
        """The component that a flow comes from; None if it comes from elsewhere."""
        return self.component(flow.source)

    def target(self, flow: Flow) -> Component | None:
        """The component that a flow goes to; None if it goes elsewhere."""
        return self.component(flow.target)

    def outgoing(self, part: Component) -> Iterator[tuple[Flow, FlowFacts]]:
        """The flows that start at a component."""
        return iter(self._outgoing.get(part.id, ()))

    def incoming(self, part: Component) -> Iterator[tuple[Flow, FlowFacts]]:
        """The flows that end at a component."""
        return iter(self._incoming.get(part.id, ()))

    @cached_property
    def _outgoing(self) -> dict[str, list[tuple[Flow, FlowFacts]]]:
        return _by_end((self.source(flow), (flow, facts)) for flow, facts in self.flows())

    @cached_property
    def _incoming(self) -> dict[str, list[tuple[Flow, FlowFacts]]]:
        return _by_end((self.target(flow), (flow, facts)) for flow, facts in self.flows())

    def entries_of(self, part: Component) -> Iterator[tuple[EntryPoint, EntryFacts]]:
        """The entry points that open a component."""
        return ((entry, facts) for entry, facts in self.entries() if self.component(entry.component) is part)

    def around(self, part: Component) -> Iterator[tuple[Boundary, BoundaryFacts]]:
        """The boundaries around a component, the innermost first."""
        seen: set[str] = set()
        found = self._own(part.boundary)
        while isinstance(found, Boundary) and found.id not in seen:
            seen.add(found.id)
            yield found, self._facts(found, found.facts or NO_BOUNDARY_FACTS)
            found = self._own(found.within)

    def environment(self, part: Component) -> tuple[Boundary, BoundaryFacts] | None:
        """The innermost boundary around a component that states an environment; None if none does."""
        return next(((boundary, facts) for boundary, facts in self.around(part) if facts.environment), None)

    def audience(self, part: Component) -> set[Audience]:
        """Everybody who is stated to use a component or to reach one of its entry points."""
        reached = (facts.reached_by or () for _, facts in self.entries_of(part))
        shared = self._facts(part, part.facts or NO_COMPONENT_FACTS).shared_with or ()
        return {word for words in (shared, *reached) for word in words}

    def connector(self, part: Component) -> Connector | None:
        """The entry of the connector register that a component uses; None if it names none that is there."""
        found = self.knowledge.records.get(part.connector or "")
        return found if isinstance(found, Connector) else None

    def is_signed_in_to(self, part: Component) -> bool:
        """Whether flows to or from a component state an account or a credential: it lies elsewhere, whatever it is."""
        flows = (*self.outgoing(part), *self.incoming(part))
        return any(flow.identity and facts.signs_in_with for flow, facts in flows)

    # -- data ----------------------------------------------------------------------------------

    def assets(self, element: Item) -> tuple[DataAsset, ...]:
        """The data that an element is, keeps, moves or opens; for a boundary, of all components inside it."""
        touched = self._touched(element)
        return tuple(asset for asset in self.model.data if asset.id in touched)

    def _touched(self, element: Item) -> set[str]:
        if element.id not in self._known:
            self._known[element.id] = self._find_touched(element)
        return self._known[element.id]

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        """The ids of the data that elements touch, filled as rules ask for them."""
        return {}

    def _find_touched(self, element: Item) -> set[str]:
        if isinstance(element, DataAsset):
            return {element.id}
        if isinstance(element, Flow):
            return {asset.id for reference in element.data if (asset := self._own(reference))}
        if isinstance(element, EntryPoint):
            part = self.component(element.component)
            return self._touched(part) if part else set()
        if isinstance(element, Boundary):
            inside = (part for part, _ in self.components() if any(b is element for b, _ in self.around(part)))
            return {id for part in inside for id in self._touched(part)}
        if not isinstance(element, Component):
            return set()
        kept = {asset.id for asset in self.model.data if self._keeps(element, asset)}
        moved = (flow for flow, _ in (*self.outgoing(element), *self.incoming(element)))
        return kept.union(*map(self._touched, moved))

    def _keeps(self, part: Component, asset: DataAsset) -> bool:
        return any(self._own(store) is part for store in asset.stored_in)

    def kept_in(self, part: Component) -> tuple[DataAsset, ...]:
        """The data that is stored in a component."""
        return tuple(asset for asset in self.model.data if self._keeps(part, asset))

    def sensitivity(self, element: Item) -> Sensitivity | None:
        """The sensitivity of the most sensitive data that an element touches; None if it touches none."""
        found = [asset.sensitivity for asset in self.assets(element)]
        return max(found, key=SENSITIVITIES.index, default=None)

    def personal(self, element: Item) -> bool:
        """Whether an element touches data about identifiable people."""
        return any(asset.personal for asset in self.assets(element))

    def touches(self, elements: tuple[str, ...], least: Sensitivity) -> bool:
        """Whether any of the elements touches data of at least that sensitivity.

        If there are data assets among the elements, they alone count: the others say where the data is.
        """
        items = [item for id in elements if (item := self._own(id))]
        named = [item for item in items if isinstance(item, DataAsset)]
        levels = [level for item in named or items if (level := self.sensitivity(item))]
        return any(SENSITIVITIES.index(level) >= SENSITIVITIES.index(least) for level in levels)


def talk_by_connector(part: Component, other: Component | None) -> bool:
    """Whether the two talk by the first one's connector: a program reaches its neighbours without it."""
    if part.type not in ("automation", "agent") or not other:
        return True
    return not other.connector and (other.boundary != part.boundary or not part.boundary)


def _by_end(
    flows: Iterable[tuple[Component | None, tuple[Flow, FlowFacts]]],
) -> dict[str, list[tuple[Flow, FlowFacts]]]:
    found: dict[str, list[tuple[Flow, FlowFacts]]] = {}
    for end, flow in flows:
        if end:
            found.setdefault(end.id, []).append(flow)
    return found
