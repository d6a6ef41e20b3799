"""A data-flow diagram in words: the same facts as the picture, for whoever can't or doesn't look at it."""

from collections.abc import Iterator, Sequence

from trailbook.diagrams.scene import Place, Scene, Stream
from trailbook.diagrams.svg import plain
from trailbook.records.kinds.threat_model import Boundary, DataAsset
from trailbook.records.vocabulary import words


def title(scene: Scene) -> str:
    """What the picture is called."""
    return f"Data flows of {name(scene.model.application.name, scene.model.title)}"


def summary(scene: Scene) -> str:
    """How much there is, in a sentence."""
    crossing = sum(stream.crosses for stream in scene.streams)
    counts = (
        _count(len(scene.components), "component"),
        _count(len(scene.boundaries), "trust boundary", "trust boundaries"),
        _count(len(scene.streams), "data flow"),
    )
    verb = "cross" if crossing > 1 else "crosses"
    return f"{listed(counts)}; {crossing or 'none'} of the flows {verb} a trust boundary."


def sentences(scene: Scene) -> Iterator[str]:
    """All that the picture shows, a sentence or two for each boundary and each flow."""
    yield summary(scene)
    if outside := scene.inside(None):
        yield f"Outside every trust boundary: {listed([_place(place) for place in outside])}."
    for boundary in scene.boundaries.values():
        yield f"Inside {boundary_words(scene, boundary)}: {_contents(scene, boundary)}."
    yield from (stream_words(stream) for stream in scene.streams)


def place_words(scene: Scene, place: Place) -> str:
    """What a component is, in a line: the tooltip of its card."""
    around = scene.around(place)
    where = f" in {name(around[0].name, around[0].id)}" if around else ""
    technology = getattr(place, "technology", "")
    owner = getattr(place, "owner", "")
    details = [plain(technology) if technology else "", f"owner: {plain(owner)}" if owner else ""]
    return "; ".join(filter(None, [f"{_place(place)}{where}", *details]))


def boundary_words(scene: Scene, boundary: Boundary) -> str:
    """What a boundary is, in a few words: the tooltip of its frame."""
    outer = scene.enclosing(boundary)
    within = f", within {name(outer.name, outer.id)}" if outer else ""
    return f"trust boundary {name(boundary.name, boundary.id)} ({boundary.id}{within})"


def stream_words(stream: Stream) -> str:
    """What a flow is, in two sentences: the tooltip of its line."""
    flow = stream.flow
    ends = f"from {name(stream.source.name, stream.source.id)} to {name(stream.target.name, stream.target.id)}"
    data = f"carries {listed([_data(d) for d in stream.data])}" if stream.data else "the data it carries is not stated"
    identity = f", under: {plain(flow.identity)}" if flow.identity else ""
    return f"{flow.id}, {name(flow.name, flow.id)}: {ends}, {data}{identity}. {_crossing(stream)}".strip()


def name(value: str, otherwise: str) -> str:
    """A name as it stands in a sentence; the id where nothing legible is left of it."""
    return plain(value).rstrip(".") or otherwise


def listed(values: Sequence[str]) -> str:
    """Values as a list in a sentence."""
    return " and ".join(filter(None, (", ".join(values[:-1]), values[-1]))) if values else ""


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"


def _place(place: Place) -> str:
    kind = "outside this model" if place.type == "elsewhere" else words(place.type)
    return f"{name(place.name, place.id)} ({place.id}, {kind})"


def _data(asset: DataAsset) -> str:
    personal = ", personal" if asset.personal else ""
    return f"{name(asset.name, asset.id)} ({asset.id}, {asset.sensitivity}{personal})"


def _contents(scene: Scene, boundary: Boundary) -> str:
    inner = [f"trust boundary {name(b.name, b.id)} ({b.id})" for b in scene.nested(boundary)]
    return listed([*(_place(place) for place in scene.inside(boundary)), *inner]) or "nothing"


def _crossing(stream: Stream) -> str:
    if not stream.crosses:
        return ""
    leaves = [f"leaves {name(b.name, b.id)}" for b in stream.leaves]
    enters = [f"enters {name(b.name, b.id)}" for b in stream.enters]
    return f"It crosses a trust boundary: {listed([*leaves, *enters])}."
