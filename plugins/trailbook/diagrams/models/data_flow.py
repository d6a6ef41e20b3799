"""The data-flow diagram of a threat model: components in their trust boundaries, and the flows between them."""

from collections.abc import Iterator

from trailbook.diagrams.drawing.picture import Link, Picture, draw, in_page
from trailbook.diagrams.drawing.scene import Edge, Frame, Node, Scene
from trailbook.diagrams.models.descriptions import (
    describe_boundary,
    describe_diagram,
    describe_endpoint,
    describe_transfer,
    diagram_title,
    legible_name,
)
from trailbook.diagrams.models.model_map import Endpoint, ModelMap, Transfer
from trailbook.records.kinds.threat_model import Boundary, ThreatModel
from trailbook.records.vocabulary import words

BOLD, FINE = 2.5, 1.5
"""The width of the edge of a flow, in pixels: if it crosses a trust boundary, and if not."""


def draw_data_flow(model: ThreatModel, link: Link = in_page, prefix: str | None = None) -> Picture:
    """The data-flow diagram of a threat model as an inline SVG.

    Every component, boundary and flow links to ``link(its id)``, by default ``#id``; with an empty address there is
    no link. A component of another record has the name that the flow uses, such as ``TM-PAYROLL.API``. ``prefix``
    begins the DOM ids, by default the model's id; it must differ between two pictures of a model on one page. The same
    arguments give the same bytes on every machine.
    """
    return draw(data_flow_scene(ModelMap(model)), link, prefix or model.id)


def data_flow_scene(map: ModelMap) -> Scene:
    """What a data-flow diagram shows, before it is laid out: cards, arrows, and the frames of trust boundaries."""
    edges = tuple(transfer_edge(transfer) for transfer in map.transfers)
    return Scene(
        kind="data-flow",
        title=diagram_title(map),
        words=tuple(describe_diagram(map)),
        nodes=tuple(endpoint_node(map, endpoint) for endpoint in map.endpoints.values()),
        edges=edges,
        frames=tuple(boundary_frames(map)),
        keys=("crossing",) if any(edge.crosses for edge in edges) else (),
    )


def endpoint_node(map: ModelMap, endpoint: Endpoint) -> Node:
    """The card of a component, with its type in words, in the innermost trust boundary around it."""
    around = map.around(endpoint)
    return Node(
        id=endpoint.id,
        name=legible_name(endpoint.name, endpoint.id),
        type=endpoint.type,
        words=words(endpoint.type),
        tooltip=describe_endpoint(map, endpoint),
        frame=around[0].id if around else None,
        link=endpoint.id,
    )


def transfer_edge(transfer: Transfer) -> Edge:
    """The edge of a flow."""
    id = transfer.flow.id
    return Edge(
        id=id,
        source=transfer.source.id,
        target=transfer.target.id,
        tooltip=describe_transfer(transfer),
        level=transfer.sensitivity,
        label=f"{id} · {legible_name(transfer.flow.name, id)}",
        link=id,
        leaves=tuple(boundary.id for boundary in transfer.leaves),
        enters=tuple(boundary.id for boundary in transfer.enters),
        weight=BOLD if transfer.crosses else FINE,
    )


def boundary_frames(map: ModelMap, within: Boundary | None = None) -> Iterator[Frame]:
    """The frames of the trust boundaries, each before those inside it."""
    for boundary in map.nested(within):
        yield Frame(
            id=boundary.id,
            name=legible_name(boundary.name, boundary.id),
            tooltip=describe_boundary(map, boundary),
            within=within.id if within else None,
            link=boundary.id,
        )
        yield from boundary_frames(map, boundary)
