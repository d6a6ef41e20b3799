"""The data flows of an application from further away: the whole of it as one card among its neighbours."""

from collections.abc import Iterator

from trailbook.diagrams.drawing.picture import Link, Picture, draw, in_page
from trailbook.diagrams.drawing.scene import Place, Scene, Stream
from trailbook.diagrams.models import wording
from trailbook.diagrams.models.data_flow import place_of
from trailbook.diagrams.models.model_map import UNSTATED, ModelMap, Move
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.vocabulary import SENSITIVITIES
from trailbook.text.prose import listed

NEIGHBOURS = ("person", "connector", "external-service", "elsewhere")
"""The types of component that are not of the application itself but what it deals with."""

WEIGHT = 2.0
"""How wide every line is, in pixels: boundaries do not show from here, so neither does what crosses them."""

Ends = tuple[str, str]


def context(model: ThreatModel, link: Link = in_page, prefix: str | None = None) -> Picture:
    """The context diagram of a threat model: level 0 of its data flows, where ``data_flow`` is level 1.

    Flows between the same two cards in the same direction are one line, of the highest sensitivity among
    them. A neighbour leads to ``link(its id)``, a line of one flow to that flow's, one of several to
    ``link("flows")``, and the application to ``link("components")``.
    """
    return draw(_scene(ModelMap(model)), link, prefix or f"{model.id}-context")


def _scene(map: ModelMap) -> Scene:
    whole = _whole(map)
    around = tuple(place_of(map, spot) for spot in map.spots.values() if spot.type in NEIGHBOURS)
    places = (whole, *(_bare(place) for place in around))
    known = {place.id for place in around}
    merged: dict[Ends, list[Move]] = {}
    for move in map.moves:
        source, target = (end if end in known else whole.id for end in (move.source.id, move.target.id))
        if source != target or source in known:
            merged.setdefault((source, target), []).append(move)
    streams = tuple(_stream(map, ends, moves, places) for ends, moves in merged.items())
    name = whole.name
    summary = (
        f"{name} as a whole, with {wording.count(len(around), 'neighbour')} and "
        f"{wording.count(len(streams), 'line')} for the data that moves between them."
    )
    return Scene(
        kind="context",
        title=f"{name} and its neighbours",
        words=(summary, *(stream.tooltip for stream in streams)),
        places=places,
        streams=streams,
    )


def _bare(place: Place) -> Place:
    """The card without its boundary: the boundaries are inside the application, or do not matter from here."""
    return Place(place.id, place.name, place.type, place.words, place.tooltip, link=place.link)


def _whole(map: ModelMap) -> Place:
    parts = [spot for spot in map.spots.values() if spot.type not in NEIGHBOURS]
    inside = {spot.id for spot in parts}
    flows = sum(move.source.id in inside and move.target.id in inside for move in map.moves)
    name = wording.name(map.model.application.name, map.model.title)
    held = f"{wording.count(len(parts), 'component')}, {wording.count(flows, 'flow')} inside"
    return Place(id=_free(map), name=name, type="application", words=held, tooltip=f"{name}: {held}", link="components")


def _free(map: ModelMap) -> str:
    """An id that no component has."""
    id = "application"
    while id in map.spots:
        id += "-"
    return id


def _stream(map: ModelMap, ends: Ends, moves: list[Move], places: tuple[Place, ...]) -> Stream:
    names = {place.id: place.name for place in places}
    levels = [move.sensitivity for move in moves]
    level = max((level for level in levels if level != UNSTATED), key=SENSITIVITIES.index, default=UNSTATED)
    first = moves[0].flow
    label = f"{first.id} · {wording.name(first.name, first.id)}" if len(moves) == 1 else f"{len(moves)} flows"
    flows = listed([f"{move.flow.id}, {wording.name(move.flow.name, move.flow.id)}" for move in moves])
    return Stream(
        id=first.id,
        source=ends[0],
        target=ends[1],
        tooltip=f"From {names[ends[0]]} to {names[ends[1]]}, {_carried(moves)}: {flows}.",
        level=level,
        label=label,
        link=first.id if len(moves) == 1 else "flows",
        weight=WEIGHT,
    )


def _carried(moves: list[Move]) -> str:
    """What the flows carry, each data asset once."""
    names = list(dict.fromkeys(_named(moves)))
    return f"carrying {listed(names)}" if names else "carrying data that is not stated"


def _named(moves: list[Move]) -> Iterator[str]:
    for move in moves:
        yield from (wording.data_words(asset) for asset in move.data)
