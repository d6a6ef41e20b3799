"""Describes data-flow diagrams in words, with the same facts as the picture, for those who do not see it."""

from collections.abc import Iterator, Sequence

from trailbook.diagrams.models.model_map import Endpoint, ModelMap, Transfer
from trailbook.records.kinds.threat_model import Boundary, DataAsset
from trailbook.records.vocabulary import words
from trailbook.text.prose import listed
from trailbook.text.unseen import one_line


def diagram_title(map: ModelMap) -> str:
    """The title of the picture."""
    return f"Data flows of {legible_name(map.model.application.name, map.model.title)}"


def diagram_summary(map: ModelMap) -> str:
    """The numbers of components, boundaries and flows, in a sentence."""
    crossing = sum(transfer.crosses for transfer in map.transfers)
    counts = (
        count_noun(len(map.components), "component"),
        count_noun(len(map.boundaries), "trust boundary", "trust boundaries"),
        count_noun(len(map.transfers), "data flow"),
    )
    verb = "cross" if crossing > 1 else "crosses"
    return f"{listed(counts)}; {crossing or 'none'} of the flows {verb} a trust boundary."


def describe_diagram(map: ModelMap) -> Iterator[str]:
    """Everything that the picture shows: a sentence or two for each boundary and each flow."""
    yield diagram_summary(map)
    if outside := map.inside(None):
        yield f"Outside every trust boundary: {listed([endpoint_name(endpoint) for endpoint in outside])}."
    for boundary in map.boundaries.values():
        yield f"Inside {describe_boundary(map, boundary)}: {_contents(map, boundary)}."
    yield from (describe_transfer(transfer) for transfer in map.transfers)


def describe_endpoint(map: ModelMap, endpoint: Endpoint) -> str:
    """A component in one line: the tooltip of its card."""
    around = map.around(endpoint)
    where = f"inside {legible_name(around[0].name, around[0].id)}" if around else ""
    technology = getattr(endpoint, "technology", "")
    owner = getattr(endpoint, "owner", "")
    details = [where, one_line(technology) if technology else "", f"owner: {one_line(owner)}" if owner else ""]
    return "; ".join(filter(None, [endpoint_name(endpoint), *details]))


def describe_boundary(map: ModelMap, boundary: Boundary) -> str:
    """A boundary in a few words: the tooltip of its frame."""
    outer = map.enclosing(boundary)
    within = f", within {legible_name(outer.name, outer.id)}" if outer else ""
    return f"{legible_name(boundary.name, boundary.id)} ({boundary.id}, trust boundary{within})"


def describe_transfer(transfer: Transfer) -> str:
    """A flow in two sentences: the tooltip of its edge."""
    flow = transfer.flow
    source, target = (legible_name(end.name, end.id) for end in (transfer.source, transfer.target))
    data = (
        f"carries {listed([describe_data(d) for d in transfer.data])}"
        if transfer.data
        else "the data it carries is not stated"
    )
    identity = f", under: {one_line(flow.identity)}" if flow.identity else ""
    name = legible_name(flow.name, flow.id)
    return f"{flow.id}, {name}: from {source} to {target}, {data}{identity}.{_crossing(transfer)}"


def legible_name(value: str, otherwise: str) -> str:
    """A name for use in a sentence; ``otherwise`` if nothing legible is left of it."""
    return one_line(value).rstrip(".") or otherwise


def count_noun(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun in the singular or plural; ``no`` for 0."""
    return f"{number or 'no'} {noun if number == 1 else plural or noun + 's'}"


def endpoint_name(endpoint: Endpoint) -> str:
    """The name of a component with its id and type."""
    kind = "outside this model" if endpoint.type == "elsewhere" else words(endpoint.type)
    return f"{legible_name(endpoint.name, endpoint.id)} ({endpoint.id}, {kind})"


def describe_data(asset: DataAsset) -> str:
    """A data asset in a few words."""
    personal = ", personal" if asset.personal else ""
    return f"{legible_name(asset.name, asset.id)} ({asset.id}, {asset.sensitivity}{personal})"


def _contents(map: ModelMap, boundary: Boundary) -> str:
    inner = [f"{legible_name(b.name, b.id)} ({b.id}, trust boundary)" for b in map.nested(boundary)]
    return listed([*(endpoint_name(endpoint) for endpoint in map.inside(boundary)), *inner]) or "nothing"


def describe_crossings(leaves: Sequence[Boundary], enters: Sequence[Boundary]) -> str:
    """The boundaries that are left and entered, in words; empty if there are none."""
    left = [f"leaves {legible_name(b.name, b.id)}" for b in leaves]
    return listed([*left, *(f"enters {legible_name(b.name, b.id)}" for b in enters)])


def _crossing(transfer: Transfer) -> str:
    return (
        f" It crosses a trust boundary: {describe_crossings(transfer.leaves, transfer.enters)}."
        if transfer.crosses
        else ""
    )
