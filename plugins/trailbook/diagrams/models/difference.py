"""What changed between two revisions of a threat model, as a picture: added, removed, weakened."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeVar

from trailbook.diagrams.drawing.cards import MARKS
from trailbook.diagrams.drawing.picture import Link, Picture, draw, in_page
from trailbook.diagrams.drawing.scene import Frame, Mark, Place, Scene, Stream
from trailbook.diagrams.models import wording
from trailbook.diagrams.models.data_flow import scene_of
from trailbook.diagrams.models.model_map import ModelMap
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.model import Item
from trailbook.text.prose import listed

Effect = Literal["weakens", "strengthens", "neutral"]

SLIM = 212.0
"""The width of the cards of threats, mitigations and whatever else no data flow shows, in pixels."""
HIGH = 4
"""How many of them stand below each other."""

BESIDE: Mapping[str, tuple[str, str]] = {
    "threats": ("Threats", "threat"),
    "mitigations": ("Mitigations", "mitigation"),
    "data": ("Data", "data-asset"),
    "entry_points": ("Entry points", "entry-point"),
    "assumptions": ("Assumptions", "assumption"),
}
"""The lists of items that no data flow shows: what their frame is called, and the type of their cards."""

_MARK_OF: Mapping[Effect, Mark] = {"weakens": "weakened", "strengthens": "strengthened", "neutral": "changed"}

T = TypeVar("T", bound=Item)


def difference(
    before: ThreatModel,
    after: ThreatModel,
    effects: Mapping[str, Effect],
    link: Link = in_page,
    prefix: str | None = None,
) -> Picture:
    """The data flows of both revisions in one picture, in which each part that differs is marked.

    Every mark has a sign and a word; what was removed is dashed besides. Threats, mitigations, data, entry points
    and assumptions stand beside the flows, those that differ alone. ``effects`` tells of items by id what their
    changes do to risk; an item that differs and is not named there has just changed.
    """
    return draw(_scene(Both(before, after, effects)), link, prefix or f"{after.id}-difference")


@dataclass(frozen=True)
class Both:
    """Two revisions of one threat model."""

    before: ThreatModel
    after: ThreatModel
    effects: Mapping[str, Effect]

    @cached_property
    def union(self) -> ThreatModel:
        """The later revision with the parts of its flows that only the earlier one has."""
        lists = ("boundaries", "components", "flows", "data")
        return self.after.model_copy(update={name: self.all(name) for name in lists})

    def all(self, name: str) -> tuple[Item, ...]:
        """The items of a list in both revisions, as the later one has them where it does."""
        old, new = _by_id(getattr(self.before, name)), _by_id(getattr(self.after, name))
        return (*new.values(), *(item for id, item in old.items() if id not in new))

    def mark(self, name: str, id: str) -> Mark:
        """The mark of an item of a list; none where it is in both revisions alike."""
        old, new = (_by_id(getattr(model, name)).get(id) for model in (self.before, self.after))
        if old == new:
            return ""
        return "added" if old is None else "removed" if new is None else _MARK_OF[self.effects.get(id, "neutral")]

    @property
    def shows(self) -> bool:
        """Whether anything that a picture shows differs."""
        names = ("boundaries", "components", "flows", *BESIDE)
        return any(self.mark(name, item.id) for name in names for item in self.all(name))


def _by_id(items: Iterable[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for item in items:
        found.setdefault(item.id, item)
    return found


def _scene(both: Both) -> Scene:
    flows = scene_of(ModelMap(both.union))
    beside = tuple(_beside(both))
    frames = {place.frame: place for place in beside}
    scene = replace(
        flows,
        kind="difference",
        title=f"What changed in {wording.name(both.after.application.name, both.after.title)}",
        places=(*(replace(place, mark=both.mark("components", place.id)) for place in flows.places), *beside),
        streams=tuple(replace(stream, mark=both.mark("flows", stream.id)) for stream in flows.streams),
        frames=(
            *(replace(frame, mark=both.mark("boundaries", frame.id)) for frame in flows.frames),
            *(Frame(_frame(name), title) for name, (title, _) in BESIDE.items() if _frame(name) in frames),
        ),
        stacks=tuple(_stacks(beside)),
    )
    return replace(scene, words=tuple(_words(scene)))


def _frame(name: str) -> str:
    """An id that no boundary has, since it has a full stop."""
    return f"beside.{name}"


def _beside(both: Both) -> Iterator[Place]:
    for name, (_, type) in BESIDE.items():
        for item in both.all(name):
            if mark := both.mark(name, item.id):
                label = wording.name(item.label, item.id)
                yield Place(
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


def _stacks(places: tuple[Place, ...]) -> Iterator[tuple[str, ...]]:
    for frame in dict.fromkeys(place.frame for place in places):
        ids = [place.id for place in places if place.frame == frame]
        yield from (tuple(ids[at : at + HIGH]) for at in range(0, len(ids), HIGH))


def _words(scene: Scene) -> Iterator[str]:
    """How much of each mark there is, then each part that has one."""
    parts: list[Frame | Place | Stream] = [*scene.frames, *scene.places, *scene.streams]
    marks = [part.mark for part in parts if part.mark]
    counts = [f"{marks.count(mark)} {mark}" for mark in MARKS if mark in marks]
    yield f"{listed(counts)}." if counts else "Nothing that a picture shows has changed."
    yield from (f"{part.mark[0].upper()}{part.mark[1:]}: {part.tooltip}" for part in parts if part.mark)
