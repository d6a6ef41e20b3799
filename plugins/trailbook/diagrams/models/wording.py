"""A data-flow diagram in words: the same facts as the picture, for whoever can't or doesn't look at it."""

from collections.abc import Iterator, Sequence

from trailbook.diagrams.models.model_map import ModelMap, Move, Spot
from trailbook.records.kinds.threat_model import Boundary, DataAsset
from trailbook.records.vocabulary import words
from trailbook.text.prose import listed
from trailbook.text.unseen import one_line


def title(map: ModelMap) -> str:
    """What the picture is called."""
    return f"Data flows of {name(map.model.application.name, map.model.title)}"


def summary(map: ModelMap) -> str:
    """How much there is, in a sentence."""
    crossing = sum(move.crosses for move in map.moves)
    counts = (
        count(len(map.components), "component"),
        count(len(map.boundaries), "trust boundary", "trust boundaries"),
        count(len(map.moves), "data flow"),
    )
    verb = "cross" if crossing > 1 else "crosses"
    return f"{listed(counts)}; {crossing or 'none'} of the flows {verb} a trust boundary."


def sentences(map: ModelMap) -> Iterator[str]:
    """All that the picture shows, a sentence or two for each boundary and each flow."""
    yield summary(map)
    if outside := map.inside(None):
        yield f"Outside every trust boundary: {listed([spot_name(spot) for spot in outside])}."
    for boundary in map.boundaries.values():
        yield f"Inside {boundary_words(map, boundary)}: {_contents(map, boundary)}."
    yield from (move_words(move) for move in map.moves)


def spot_words(map: ModelMap, spot: Spot) -> str:
    """What a component is, in a line: the tooltip of its card."""
    around = map.around(spot)
    where = f" in {name(around[0].name, around[0].id)}" if around else ""
    technology = getattr(spot, "technology", "")
    owner = getattr(spot, "owner", "")
    details = [one_line(technology) if technology else "", f"owner: {one_line(owner)}" if owner else ""]
    return "; ".join(filter(None, [f"{spot_name(spot)}{where}", *details]))


def boundary_words(map: ModelMap, boundary: Boundary) -> str:
    """What a boundary is, in a few words: the tooltip of its frame."""
    outer = map.enclosing(boundary)
    within = f", within {name(outer.name, outer.id)}" if outer else ""
    return f"trust boundary {name(boundary.name, boundary.id)} ({boundary.id}{within})"


def move_words(move: Move) -> str:
    """What a flow is, in two sentences: the tooltip of its line."""
    flow = move.flow
    ends = f"from {name(move.source.name, move.source.id)} to {name(move.target.name, move.target.id)}"
    data = f"carries {listed([data_words(d) for d in move.data])}" if move.data else "the data it carries is not stated"
    identity = f", under: {one_line(flow.identity)}" if flow.identity else ""
    return f"{flow.id}, {name(flow.name, flow.id)}: {ends}, {data}{identity}. {_crossing(move)}".strip()


def name(value: str, otherwise: str) -> str:
    """A name as it stands in a sentence; the id where nothing legible is left of it."""
    return one_line(value).rstrip(".") or otherwise


def count(number: int, one: str, many: str = "") -> str:
    """So many of something, in words."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def spot_name(spot: Spot) -> str:
    """What a component is called, with its id and type."""
    kind = "outside this model" if spot.type == "elsewhere" else words(spot.type)
    return f"{name(spot.name, spot.id)} ({spot.id}, {kind})"


def data_words(asset: DataAsset) -> str:
    """What a data asset is, in a few words."""
    personal = ", personal" if asset.personal else ""
    return f"{name(asset.name, asset.id)} ({asset.id}, {asset.sensitivity}{personal})"


def _contents(map: ModelMap, boundary: Boundary) -> str:
    inner = [f"trust boundary {name(b.name, b.id)} ({b.id})" for b in map.nested(boundary)]
    return listed([*(spot_name(spot) for spot in map.inside(boundary)), *inner]) or "nothing"


def crossed(leaves: Sequence[Boundary], enters: Sequence[Boundary]) -> str:
    """What boundaries are left and entered, in words; nothing where none is."""
    left = [f"leaves {name(b.name, b.id)}" for b in leaves]
    return listed([*left, *(f"enters {name(b.name, b.id)}" for b in enters)])


def _crossing(move: Move) -> str:
    return f"It crosses a trust boundary: {crossed(move.leaves, move.enters)}." if move.crosses else ""
