"""Attack paths: how somebody who can reach an application could get to what a threat affects.

A path is found by search over what the model declares, and over nothing else. It begins at the component that
an entry point opens and goes on from component to component along flows, until it is where an element stands
that the threat affects: at the component itself, at either end of a flow, or where a data asset is stored (where
it is stored nowhere, at either end of the flows that carry it). Where the threat names entry points, paths begin
at those; otherwise at every one of the model.

A flow can be used from both of its ends: with its direction, by what is sent on, and against it, by making its
source send what it brings. The former comes more easily, so of all paths the one with the fewest flows against
their direction is taken, then the shortest, then the first in the order of the file (Dijkstra, 1959, with that
pair as the length). People are where a path may end but not what it passes through.

The limits of this: a path says that a way is declared, not that it is open. What the model leaves out, the
search can't find. A mitigation has no place on the map, only a threat; so it stands in front of the threat, and
whether it closes one of the paths is for a reader to judge.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush

from trailbook.diagrams.models.model_map import ModelMap, Move, Spot
from trailbook.records.kinds.threat_model import Boundary, EntryPoint, Mitigation, Threat

MOST = 3
"""How many paths are told; more are only counted."""


@dataclass(frozen=True)
class Step:
    """One flow of a path; ``onward`` where it is taken in its own direction."""

    move: Move
    onward: bool

    @property
    def start(self) -> Spot:
        """Where the step begins."""
        return self.move.source if self.onward else self.move.target

    @property
    def end(self) -> Spot:
        """Where the step leads."""
        return self.move.target if self.onward else self.move.source

    @property
    def leaves(self) -> tuple[Boundary, ...]:
        """The boundaries that are left on the way, in order."""
        return self.move.leaves if self.onward else self.move.enters[::-1]

    @property
    def enters(self) -> tuple[Boundary, ...]:
        """The boundaries that are entered on the way, in order."""
        return self.move.enters if self.onward else self.move.leaves[::-1]


@dataclass(frozen=True)
class Path:
    """A way in: the entry point, the component that it opens, and the steps from there on; there may be none."""

    entry: EntryPoint
    opened: Spot
    steps: tuple[Step, ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The components on the way."""
        return (self.opened, *(step.end for step in self.steps))

    @property
    def length(self) -> tuple[int, int]:
        """How many flows it takes against their direction, and how many in all."""
        return sum(not step.onward for step in self.steps), len(self.steps)


@dataclass(frozen=True)
class Attack:
    """The paths to what a threat affects."""

    map: ModelMap
    threat: Threat

    @property
    def paths(self) -> tuple[Path, ...]:
        """The shortest few paths that together reach as much as they can of what is affected, the shortest first."""
        return self._all[:MOST]

    @property
    def more(self) -> int:
        """How many paths to further elements are not among ``paths``."""
        return len(self._all) - len(self.paths)

    @cached_property
    def unreached(self) -> tuple[str, ...]:
        """What the threat affects and no declared flow leads to from an entry point."""
        return tuple(id for id in self._affected if not any(self._leads(path, id) for path in self._candidates))

    @cached_property
    def mitigations(self) -> tuple[Mitigation, ...]:
        """What is done against the threat, in the order of the file."""
        own = (self.threat.id, f"{self.map.model.id}.{self.threat.id}")
        return tuple(part for part in self.map.model.mitigations if any(id in own for id in part.mitigates))

    def reached(self, path: Path) -> tuple[str, ...]:
        """The affected elements that a path comes to, in the order of the threat."""
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
        """The best path to each element, without those that are only the beginning of another."""
        kept: list[Path] = []
        for path in sorted(self._candidates, key=lambda path: len(path.steps), reverse=True):
            if not any(longer.entry is path.entry and longer.steps[: len(path.steps)] == path.steps for longer in kept):
                kept.append(path)
        order = {entry.id: number for number, entry in enumerate(self._entries)}
        return tuple(sorted(kept, key=lambda path: (path.length, order[path.entry.id])))

    @cached_property
    def _candidates(self) -> tuple[Path, ...]:
        """The best path to each affected element, the first of several that are as good."""
        ways = [(entry, self._ways(self.map.local(entry.component))) for entry in self._entries]
        found: list[Path] = []
        for id in self._affected:
            paths = [
                Path(entry, self.map.spots[self.map.local(entry.component)], found_ways[spot])
                for entry, found_ways in ways
                for spot in self._stands_at[id]
                if spot in found_ways
            ]
            if paths:
                found.append(min(paths, key=lambda path: path.length))
        return tuple(dict.fromkeys(found))

    def holds(self, spot: Spot) -> bool:
        """Whether a component is affected itself, or through data that it stores or moves."""
        whole = self.map.components.keys() | {asset.id for asset in self.map.model.data}
        return any(spot.id in self._stands_at[id] for id in self._affected if id in whole)

    def _leads(self, path: Path, id: str) -> bool:
        return any(spot.id in self._stands_at[id] for spot in path.spots)

    @cached_property
    def _stands_at(self) -> Mapping[str, tuple[str, ...]]:
        """The components at which each affected element stands."""
        return {id: tuple(dict.fromkeys(self._places(id))) for id in self._affected}

    def _places(self, id: str) -> Iterator[str]:
        if id in self.map.components:
            yield id
        for entry in self._entries:
            if entry.id == id:
                yield self.map.local(entry.component)
        for move in self.map.moves:
            if move.flow.id == id:
                yield from (move.source.id, move.target.id)
        for asset in self.map.model.data:
            if asset.id == id:
                yield from map_ids(self.map, asset.stored_in) or self._carried(id)

    def _carried(self, data: str) -> list[str]:
        moves = [move for move in self.map.moves if any(asset.id == data for asset in move.data)]
        return [end.id for move in moves for end in (move.source, move.target)]

    def _ways(self, start: str) -> dict[str, tuple[Step, ...]]:
        """The best way from a component to each other that can be reached."""
        best: dict[str, tuple[Step, ...]] = {}
        queue: list[tuple[int, int, int, str, tuple[Step, ...]]] = []
        if start in self.map.spots:
            heappush(queue, (0, 0, 0, start, ()))
        pushed = 0
        while queue:
            against, length, _, here, steps = heappop(queue)
            if here in best:
                continue
            best[here] = steps
            if self.map.spots[here].type == "person" and steps:
                continue
            for step in self._steps.get(here, ()):
                if step.end.id not in best:
                    pushed += 1
                    onward = against + (not step.onward), length + 1, pushed
                    heappush(queue, (*onward, step.end.id, (*steps, step)))
        return best

    @cached_property
    def _steps(self) -> dict[str, list[Step]]:
        """The steps that can be taken from each component, in the order of the file."""
        leaving: dict[str, list[Step]] = {}
        for move in self.map.moves:
            for step in (Step(move, True), Step(move, False)):
                leaving.setdefault(step.start.id, []).append(step)
        return leaving


def map_ids(map: ModelMap, references: Iterable[str]) -> list[str]:
    """The components that references name, as far as the model has them."""
    return [id for id in (map.local(reference) for reference in references) if id in map.spots]
