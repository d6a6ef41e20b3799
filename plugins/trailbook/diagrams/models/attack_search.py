"""Attack paths: how somebody who can reach an application could get to what a threat affects.

The search uses only what the model declares. A path begins at the component that an entry point opens and follows
flows from component to component until it reaches an element that the threat affects: the component itself, either
end of a flow, or a place where a data asset is stored (or, if it is stored nowhere, either end of the flows that carry
it). If the threat names entry points, paths begin there; otherwise at every entry point of the model.

A flow can be used from both ends: in its direction, through what is sent on, and against it, by making its source
send something. The former is easier, so the best path is the one with the fewest flows against their direction, then
the shortest, then the first in the order of the file (Dijkstra, 1959, with that pair as the length). A path may end
at a person but not pass through one.

Limits: a path says that a way is declared, not that it is open. What the model leaves out can't be found. Mitigations
have no place on the map, so they are shown in front of the threat; whether one closes a path is for the reader to
judge.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush

from trailbook.diagrams.models.model_map import Endpoint, ModelMap, Transfer
from trailbook.records.kinds.threat_model import Boundary, EntryPoint, Mitigation, Threat

MOST = 3
"""The most paths that are shown; more are only counted."""


@dataclass(frozen=True)
class AttackStep:
    """One flow of a path; ``onward`` if it is taken in its own direction."""

    transfer: Transfer
    onward: bool

    @property
    def start(self) -> Endpoint:
        """Where the step begins."""
        return self.transfer.source if self.onward else self.transfer.target

    @property
    def end(self) -> Endpoint:
        """Where the step leads."""
        return self.transfer.target if self.onward else self.transfer.source

    @property
    def leaves(self) -> tuple[Boundary, ...]:
        """The boundaries left by this step, in order."""
        return self.transfer.leaves if self.onward else self.transfer.enters[::-1]

    @property
    def enters(self) -> tuple[Boundary, ...]:
        """The boundaries entered by this step, in order."""
        return self.transfer.enters if self.onward else self.transfer.leaves[::-1]


@dataclass(frozen=True)
class Path:
    """A way in: the entry point, the component that it opens, and the steps from there, if any."""

    entry: EntryPoint
    opened: Endpoint
    steps: tuple[AttackStep, ...]

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The components on the way."""
        return (self.opened, *(step.end for step in self.steps))

    @property
    def length(self) -> tuple[int, int]:
        """The number of flows taken against their direction, and of all flows."""
        return sum(not step.onward for step in self.steps), len(self.steps)


@dataclass(frozen=True)
class Attack:
    """The paths to what a threat affects."""

    map: ModelMap
    threat: Threat

    @property
    def paths(self) -> tuple[Path, ...]:
        """The first ``MOST`` of the best paths to the affected elements, the shortest first."""
        return self._all[:MOST]

    @property
    def more(self) -> int:
        """How many paths to further elements are not among ``paths``."""
        return len(self._all) - len(self.paths)

    @cached_property
    def unreached(self) -> tuple[str, ...]:
        """The affected elements to which no declared flow leads from an entry point."""
        return tuple(id for id in self._affected if not any(self._leads(path, id) for path in self._candidates))

    @cached_property
    def mitigations(self) -> tuple[Mitigation, ...]:
        """The mitigations of the threat, in the order of the file."""
        references = (self.threat.id, f"{self.map.model.id}.{self.threat.id}")
        return tuple(part for part in self.map.model.mitigations if any(id in references for id in part.mitigates))

    def reached(self, path: Path) -> tuple[str, ...]:
        """The affected elements that a path reaches, in the order of the threat."""
        return tuple(id for id in self._affected if self._leads(path, id))

    @cached_property
    def _affected(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.map.local(id) for id in self.threat.affects))

    @cached_property
    def _entries(self) -> tuple[EntryPoint, ...]:
        entries = self.map.model.entry_points
        return tuple(entry for entry in entries if entry.id in self._affected) or entries

    @cached_property
    def _all(self) -> tuple[Path, ...]:
        """The best path to each element, without paths that are only the beginning of another."""
        kept: list[Path] = []
        for path in sorted(self._candidates, key=lambda path: len(path.steps), reverse=True):
            if not any(longer.entry is path.entry and longer.steps[: len(path.steps)] == path.steps for longer in kept):
                kept.append(path)
        order = {entry.id: number for number, entry in enumerate(self._entries)}
        return tuple(sorted(kept, key=lambda path: (path.length, order[path.entry.id])))

    @cached_property
    def _candidates(self) -> tuple[Path, ...]:
        """The best path to each affected element; the first of several that are equally good."""
        ways = [(entry, self._ways(self.map.local(entry.component))) for entry in self._entries]
        found: list[Path] = []
        for id in self._affected:
            paths = [
                Path(entry, self.map.endpoints[self.map.local(entry.component)], found_ways[endpoint])
                for entry, found_ways in ways
                for endpoint in self._located_at[id]
                if endpoint in found_ways
            ]
            if paths:
                found.append(min(paths, key=lambda path: path.length))
        return tuple(dict.fromkeys(found))

    def is_affected(self, endpoint: Endpoint) -> bool:
        """Whether a component is affected, itself or through data that it stores or moves."""
        whole = self.map.components.keys() | {asset.id for asset in self.map.model.data}
        return any(endpoint.id in self._located_at[id] for id in self._affected if id in whole)

    def _leads(self, path: Path, id: str) -> bool:
        return any(endpoint.id in self._located_at[id] for endpoint in path.endpoints)

    @cached_property
    def _located_at(self) -> Mapping[str, tuple[str, ...]]:
        """The components at which each affected element is located."""
        return {id: tuple(dict.fromkeys(self._places(id))) for id in self._affected}

    def _places(self, id: str) -> Iterator[str]:
        if id in self.map.components:
            yield id
        for entry in self._entries:
            if entry.id == id:
                yield self.map.local(entry.component)
        for transfer in self.map.transfers:
            if transfer.flow.id == id:
                yield from (transfer.source.id, transfer.target.id)
        for asset in self.map.model.data:
            if asset.id == id:
                yield from known_endpoints(self.map, asset.stored_in) or self._carried(id)

    def _carried(self, data: str) -> list[str]:
        transfers = [transfer for transfer in self.map.transfers if any(asset.id == data for asset in transfer.data)]
        return [end.id for transfer in transfers for end in (transfer.source, transfer.target)]

    def _ways(self, start: str) -> dict[str, tuple[AttackStep, ...]]:
        """The best way from a component to each component that can be reached."""
        best: dict[str, tuple[AttackStep, ...]] = {}
        queue: list[tuple[int, int, int, str, tuple[AttackStep, ...]]] = []
        if start in self.map.endpoints:
            heappush(queue, (0, 0, 0, start, ()))
        pushed = 0
        while queue:
            against, length, _, here, steps = heappop(queue)
            if here in best:
                continue
            best[here] = steps
            if self.map.endpoints[here].type == "person" and steps:
                continue
            for step in self._steps.get(here, ()):
                if step.end.id not in best:
                    pushed += 1
                    onward = against + (not step.onward), length + 1, pushed
                    heappush(queue, (*onward, step.end.id, (*steps, step)))
        return best

    @cached_property
    def _steps(self) -> dict[str, list[AttackStep]]:
        """The steps that can be taken from each component, in the order of the file."""
        leaving: dict[str, list[AttackStep]] = {}
        for transfer in self.map.transfers:
            for step in (AttackStep(transfer, True), AttackStep(transfer, False)):
                leaving.setdefault(step.start.id, []).append(step)
        return leaving


def known_endpoints(map: ModelMap, references: Iterable[str]) -> list[str]:
    """The endpoints that references name, as far as the model has them."""
    return [id for id in (map.local(reference) for reference in references) if id in map.endpoints]
