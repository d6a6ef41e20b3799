"""The picture of what changed between two revisions of a threat model: added, removed, weakened and so on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from trailbook.diagrams.drawing.cards import MARKS
from trailbook.diagrams.drawing.picture import Link, Picture, draw, in_page
from trailbook.diagrams.drawing.scene import Edge, Frame, Mark, Node, Scene
from trailbook.diagrams.models.data_flow import data_flow_scene
from trailbook.diagrams.models.descriptions import legible_name
from trailbook.diagrams.models.model_map import ModelMap, by_id
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.model import Item
from trailbook.text.prose import listed
from trailbook.trail.changes.change import FactEffect

SLIM = 212.0
"""The width of the cards of items that are not in the data flow, in pixels."""
HIGH = 4
"""The most of these cards below each other."""

BESIDE: Mapping[str, tuple[str, str]] = {
    "threats": ("Threats", "threat"),
    "mitigations": ("Mitigations", "mitigation"),
    "data": ("Data", "data-asset"),
    "entry_points": ("Entry points", "entry-point"),
    "assumptions": ("Assumptions", "assumption"),
}
"""The lists of items that are not in the data flow: the name of their frame, and the type of their cards."""

_MARK_OF: Mapping[FactEffect, Mark] = {"weakens": "weakened", "strengthens": "strengthened", "neutral": "changed"}


def draw_difference(
    before: ThreatModel,
    after: ThreatModel,
    effects: Mapping[str, FactEffect],
    link: Link = in_page,
) -> Picture:
    """The data flows of both revisions in one picture, in which every part that differs is marked.

    Every mark has a sign and a word; removed parts are dashed as well. Threats, mitigations, data, entry points and
    assumptions that differ are shown beside the flows. ``effects`` has the effect of changes on risk by the id of the
    item; items that differ and are not in it are marked as changed.
    """
    return draw(_scene(ModelRevisions(before, after, effects)), link, f"{after.id}-difference")


@dataclass(frozen=True)
class ModelRevisions:
    """Two revisions of one threat model."""

    before: ThreatModel
    after: ThreatModel
    effects: Mapping[str, FactEffect]

    @cached_property
    def union(self) -> ThreatModel:
        """The later revision, with the parts of the data flow that only the earlier one has."""
        lists = ("boundaries", "components", "flows", "data")
        return self.after.model_copy(update={name: self.all(name) for name in lists})

    def all(self, name: str) -> tuple[Item, ...]:
        """The items of a list in either revision; from the later one if they are in both."""
        old, new = by_id(getattr(self.before, name)), by_id(getattr(self.after, name))
        return (*new.values(), *(item for id, item in old.items() if id not in new))

    def mark(self, name: str, id: str) -> Mark:
        """The mark of an item of a list; empty if it is the same in both revisions."""
        old, new = (by_id(getattr(model, name)).get(id) for model in (self.before, self.after))
        if old == new:
            return ""
        return "added" if old is None else "removed" if new is None else _MARK_OF[self.effects.get(id, "neutral")]

    @property
    def has_visible_changes(self) -> bool:
        """Whether anything differs that a picture shows."""
        names = ("boundaries", "components", "flows", *BESIDE)
        return any(self.mark(name, item.id) for name in names for item in self.all(name))


def _scene(revisions: ModelRevisions) -> Scene:
    flows = data_flow_scene(ModelMap(revisions.union))
    beside = tuple(_beside(revisions))
    frames = {node.frame: node for node in beside}
    scene = replace(
        flows,
        kind="difference",
        title=f"What changed in {legible_name(revisions.after.application.name, revisions.after.title)}",
        nodes=(*(replace(node, mark=revisions.mark("components", node.id)) for node in flows.nodes), *beside),
        edges=tuple(replace(edge, mark=revisions.mark("flows", edge.id)) for edge in flows.edges),
        frames=(
            *(replace(frame, mark=revisions.mark("boundaries", frame.id)) for frame in flows.frames),
            *(Frame(_frame(name), title) for name, (title, _) in BESIDE.items() if _frame(name) in frames),
        ),
        stacks=tuple(_stacks(beside)),
    )
    return replace(scene, words=tuple(_words(scene)))


def _frame(name: str) -> str:
    """An id that no boundary has, since it contains a full stop."""
    return f"beside.{name}"


def _beside(revisions: ModelRevisions) -> Iterator[Node]:
    for name, (_, type) in BESIDE.items():
        for item in revisions.all(name):
            if mark := revisions.mark(name, item.id):
                label = legible_name(item.label, item.id)
                yield Node(
                    id=f"{type}.{item.id}",
                    name=label,
                    type=type,
                    words=item.id,
                    tooltip=f"{item.id}, {label}",
                    frame=_frame(name),
                    link=item.id,
                    mark=mark,
                    slim=SLIM,
                )


def _stacks(nodes: tuple[Node, ...]) -> Iterator[tuple[str, ...]]:
    for frame in dict.fromkeys(node.frame for node in nodes):
        ids = [node.id for node in nodes if node.frame == frame]
        yield from (tuple(ids[at : at + HIGH]) for at in range(0, len(ids), HIGH))


def _words(scene: Scene) -> Iterator[str]:
    """The number of parts with each mark, then each part that has one."""
    parts: list[Frame | Node | Edge] = [*scene.frames, *scene.nodes, *scene.edges]
    marks = [part.mark for part in parts if part.mark]
    counts = [f"{marks.count(mark)} {mark}" for mark in MARKS if mark in marks]
    yield f"{listed(counts)}." if counts else "Nothing that a picture shows has changed."
    yield from (f"{part.mark[0].upper()}{part.mark[1:]}: {part.tooltip}" for part in parts if part.mark)
