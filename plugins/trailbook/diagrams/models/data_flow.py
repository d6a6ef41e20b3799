"""The data-flow diagram of a threat model: components in their trust boundaries, and what moves between them."""

from collections.abc import Iterator

from trailbook.diagrams.drawing.picture import Link, Picture, draw, in_page
from trailbook.diagrams.drawing.scene import Frame, Place, Scene, Stream
from trailbook.diagrams.models import wording
from trailbook.diagrams.models.model_map import ModelMap, Move, Spot
from trailbook.records.kinds.threat_model import Boundary, ThreatModel
from trailbook.records.vocabulary import words

BOLD, FINE = 2.5, 1.5
"""How wide the line of a flow is, in pixels: of one that crosses a trust boundary, and of another."""


def data_flow(model: ThreatModel, link: Link = in_page, prefix: str | None = None) -> Picture:
    """The data-flow diagram of a threat model as an inline SVG.

    Every component, boundary and flow is a link to ``link(its id)``, by default ``#id``; an empty address
    makes no link. A component of another record is named as the flow names it, such as ``TM-PAYROLL.API``.
    ``prefix`` begins the DOM ids, by default the model's id; a page that shows the same model twice gives
    another one to the second picture. The same arguments give the same bytes on every machine.
    """
    return draw(scene_of(ModelMap(model)), link, prefix or model.id)


def scene_of(map: ModelMap) -> Scene:
    """What the diagram shows."""
    streams = tuple(stream_of(move) for move in map.moves)
    return Scene(
        kind="data-flow",
        title=wording.title(map),
        words=tuple(wording.sentences(map)),
        places=tuple(place_of(map, spot) for spot in map.spots.values()),
        streams=streams,
        frames=tuple(frames_of(map)),
        keys=("crossing",) if any(stream.crosses for stream in streams) else (),
    )


def place_of(map: ModelMap, spot: Spot) -> Place:
    """The card of a component."""
    around = map.around(spot)
    return Place(
        id=spot.id,
        name=wording.name(spot.name, spot.id),
        type=spot.type,
        words=words(spot.type),
        tooltip=wording.spot_words(map, spot),
        frame=around[0].id if around else None,
        link=spot.id,
    )


def stream_of(move: Move) -> Stream:
    """The line of a flow."""
    id = move.flow.id
    return Stream(
        id=id,
        source=move.source.id,
        target=move.target.id,
        tooltip=wording.move_words(move),
        level=move.sensitivity,
        label=f"{id} · {wording.name(move.flow.name, id)}",
        link=id,
        leaves=tuple(boundary.id for boundary in move.leaves),
        enters=tuple(boundary.id for boundary in move.enters),
        weight=BOLD if move.crosses else FINE,
    )


def frames_of(map: ModelMap, within: Boundary | None = None) -> Iterator[Frame]:
    """The frames of the trust boundaries, each before those inside it."""
    for boundary in map.nested(within):
        tooltip = wording.boundary_words(map, boundary)
        yield Frame(
            id=boundary.id,
            name=wording.name(boundary.name, boundary.id),
            tooltip=tooltip[0].upper() + tooltip[1:],
            within=within.id if within else None,
            link=boundary.id,
        )
        yield from frames_of(map, boundary)
