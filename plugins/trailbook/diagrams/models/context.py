"""The context diagram of an application: the whole of it as one card among its neighbours."""

from collections.abc import Iterator

from trailbook.diagrams.drawing.picture import Link, Picture, draw, in_page
from trailbook.diagrams.drawing.scene import Edge, Node, Scene
from trailbook.diagrams.models.data_flow import endpoint_node
from trailbook.diagrams.models.descriptions import count_noun, describe_data, legible_name
from trailbook.diagrams.models.model_map import UNSTATED, ModelMap, Transfer
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.vocabulary import SENSITIVITIES
from trailbook.text.prose import listed

NEIGHBOURS = ("person", "connector", "external-service", "elsewhere")
"""The types of components that are not part of the application but communicate with it."""

WEIGHT = 2.0
"""The width of every edge, in pixels: boundaries are not shown, so neither are crossings."""

Ends = tuple[str, str]


def draw_context(model: ThreatModel, link: Link = in_page, prefix: str | None = None) -> Picture:
    """The context diagram of a threat model: level 0 of its data flows, where ``data_flow`` is level 1.

    Flows between the same two cards in the same direction are one edge with the highest sensitivity among them. A
    neighbour links to ``link(its id)``, an edge to ``link`` of its flow's id or, for several flows, ``link("flows")``,
    and the application to ``link("components")``.
    """
    return draw(_scene(ModelMap(model)), link, prefix or f"{model.id}-context")


def _scene(map: ModelMap) -> Scene:
    whole = _whole(map)
    around = tuple(endpoint_node(map, endpoint) for endpoint in map.endpoints.values() if endpoint.type in NEIGHBOURS)
    nodes = (whole, *(_bare(node) for node in around))
    known = {node.id for node in around}
    merged: dict[Ends, list[Transfer]] = {}
    for transfer in map.transfers:
        source, target = (end if end in known else whole.id for end in (transfer.source.id, transfer.target.id))
        if source != target or source in known:
            merged.setdefault((source, target), []).append(transfer)
    edges = tuple(_edge(ends, transfers, nodes) for ends, transfers in merged.items())
    name = whole.name
    summary = (
        f"{name} as a whole, with {count_noun(len(around), 'neighbour')} and "
        f"{count_noun(len(edges), 'line')} for the data that moves between them."
    )
    return Scene(
        kind="context",
        title=f"{name} and its neighbours",
        words=(summary, *(edge.tooltip for edge in edges)),
        nodes=nodes,
        edges=edges,
    )


def _bare(node: Node) -> Node:
    """The card without its boundary, since boundaries are inside the application."""
    return Node(node.id, node.name, node.type, node.words, node.tooltip, link=node.link)


def _whole(map: ModelMap) -> Node:
    parts = [endpoint for endpoint in map.endpoints.values() if endpoint.type not in NEIGHBOURS]
    inside = {endpoint.id for endpoint in parts}
    flows = sum(transfer.source.id in inside and transfer.target.id in inside for transfer in map.transfers)
    name = legible_name(map.model.application.name, map.model.title)
    held = f"{count_noun(len(parts), 'component')}, {count_noun(flows, 'flow')} inside"
    return Node(id=_free(map), name=name, type="application", words=held, tooltip=f"{name}: {held}", link="components")


def _free(map: ModelMap) -> str:
    """An id that no component has."""
    id = "application"
    while id in map.endpoints:
        id += "-"
    return id


def _edge(ends: Ends, transfers: list[Transfer], nodes: tuple[Node, ...]) -> Edge:
    names = {node.id: node.name for node in nodes}
    levels = [transfer.sensitivity for transfer in transfers]
    level = max((level for level in levels if level != UNSTATED), key=SENSITIVITIES.index, default=UNSTATED)
    first = transfers[0].flow
    label = f"{first.id} · {legible_name(first.name, first.id)}" if len(transfers) == 1 else f"{len(transfers)} flows"
    flows = listed(
        [f"{transfer.flow.id}, {legible_name(transfer.flow.name, transfer.flow.id)}" for transfer in transfers]
    )
    return Edge(
        id=first.id,
        source=ends[0],
        target=ends[1],
        tooltip=f"From {names[ends[0]]} to {names[ends[1]]}, {_carried(transfers)}: {flows}.",
        level=level,
        label=label,
        link=first.id if len(transfers) == 1 else "flows",
        weight=WEIGHT,
    )


def _carried(transfers: list[Transfer]) -> str:
    """The data that the flows carry, each asset once."""
    names = list(dict.fromkeys(_named(transfers)))
    return f"carrying {listed(names)}" if names else "carrying data that is not stated"


def _named(transfers: list[Transfer]) -> Iterator[str]:
    for transfer in transfers:
        yield from (describe_data(asset) for asset in transfer.data)
