"""The picture of a threat's attack paths: entry points, components on the way, and mitigations."""

from collections.abc import Iterator

from trailbook.diagrams.drawing.picture import Link, Picture, draw, in_page
from trailbook.diagrams.drawing.scene import Edge, Frame, Node, Scene
from trailbook.diagrams.models.attack_search import Attack, AttackStep, Path
from trailbook.diagrams.models.data_flow import BOLD, boundary_frames, endpoint_node
from trailbook.diagrams.models.descriptions import (
    count_noun,
    describe_crossings,
    describe_transfer,
    endpoint_name,
    legible_name,
)
from trailbook.diagrams.models.model_map import Endpoint, ModelMap
from trailbook.records.kinds.threat_model import EntryPoint, Mitigation, Threat, ThreatModel
from trailbook.records.states import is_in_place
from trailbook.records.vocabulary import words
from trailbook.text.prose import listed

SLIM = 196.0
"""The width of the cards of entry points, mitigations and the threat, in pixels."""


def draw_attack_paths(
    model: ThreatModel, threat: Threat, link: Link = in_page, prefix: str | None = None
) -> Picture | None:
    """The attack paths of a threat, drawn and in words; None if there are none.

    Parts link to ``link(their id)``. A flow that is taken against its direction is dashed.
    """
    attack = Attack(ModelMap(model), threat)
    return draw(_scene(attack), link, prefix or f"{model.id}-{threat.id}-paths") if attack.paths else None


def _scene(attack: Attack) -> Scene:
    nodes = tuple(_nodes(attack))
    steps = _steps(attack)
    against = any(not step.onward for step in steps)
    return Scene(
        kind="attack-paths",
        title=f"Attack paths of {attack.threat.id}",
        words=tuple(describe_paths(attack)),
        nodes=nodes,
        edges=tuple(_edges(attack)),
        frames=tuple(_frames(attack, nodes)),
        keys=(
            *(("crossing",) if any(step.transfer.crosses for step in steps) else ()),
            *(("against",) if against else ()),
        ),
    )


def _steps(attack: Attack) -> list[AttackStep]:
    """The steps of all paths, each flow once."""
    found = {step.transfer.flow.id: step for path in reversed(attack.paths) for step in path.steps}
    order = [step.transfer.flow.id for path in attack.paths for step in path.steps]
    return [found[id] for id in dict.fromkeys(order)]


def _endpoints(attack: Attack) -> list[Endpoint]:
    found = {endpoint.id: endpoint for path in attack.paths for endpoint in path.endpoints}
    return list(found.values())


def _entries(attack: Attack) -> list[EntryPoint]:
    return list({path.entry.id: path.entry for path in attack.paths}.values())


def _nodes(attack: Attack) -> Iterator[Node]:
    for entry in _entries(attack):
        yield Node(
            id=_prefixed("entry", entry.id),
            name=legible_name(entry.name, entry.id),
            type="entry-point",
            words=f"{entry.id} · {legible_name(entry.exposed_to, 'not stated')}",
            tooltip=describe_entry(entry),
            link=entry.id,
            slim=SLIM,
        )
    for endpoint in _endpoints(attack):
        node = endpoint_node(attack.map, endpoint)
        yield Node(**{**vars(node), "mark": "affected" if attack.is_affected(endpoint) else ""})
    for mitigation in attack.mitigations:
        yield Node(
            id=_prefixed("mitigation", mitigation.id),
            name=legible_name(mitigation.title, mitigation.id),
            type="mitigation",
            words=f"{mitigation.id} · {words(mitigation.state)}",
            tooltip=describe_mitigation(mitigation),
            link=mitigation.id,
            slim=SLIM,
        )
    threat = attack.threat
    name = legible_name(threat.title, threat.id)
    yield Node(
        id=_prefixed("threat", threat.id),
        name=name,
        type="threat",
        words=f"{threat.id} · {words(threat.category)}",
        tooltip=f"Threat {threat.id}: {name}",
        link=threat.id,
        slim=SLIM,
    )


def _prefixed(noun: str, id: str) -> str:
    """An id that no component has, since it contains a full stop."""
    return f"{noun}.{id}"


def _edges(attack: Attack) -> Iterator[Edge]:
    affected = {id for path in attack.paths for id in attack.reached(path)}
    opened = {(path.entry.id, path.opened.id): path for path in attack.paths}
    for (entry, component), path in opened.items():
        yield Edge(
            f"opens.{entry}", _prefixed("entry", entry), component, f"{entry} opens {path.opened.name}.", weight=BOLD
        )
    for step in _steps(attack):
        flow = step.transfer.flow
        yield Edge(
            id=flow.id,
            source=step.start.id,
            target=step.end.id,
            tooltip=describe_transfer(step.transfer),
            level=step.transfer.sensitivity,
            label=f"{flow.id} · {legible_name(flow.name, flow.id)}",
            link=flow.id,
            leaves=tuple(boundary.id for boundary in step.leaves),
            enters=tuple(boundary.id for boundary in step.enters),
            mark="affected" if flow.id in affected else "",
            weight=BOLD,
            dashed=not step.onward,
        )
    threat = attack.threat.id
    for end in dict.fromkeys(path.endpoints[-1].id for path in attack.paths):
        yield Edge(f"affects.{end}", end, _prefixed("threat", threat), f"{threat} happens here.", weight=BOLD)
    for part in attack.mitigations:
        yield Edge(
            id=f"mitigates.{part.id}",
            source=_prefixed("mitigation", part.id),
            target=_prefixed("threat", threat),
            tooltip=f"{part.id} protects against {threat}.",
            dashed=not is_in_place(part),
            arrow=False,
        )


def _frames(attack: Attack, nodes: tuple[Node, ...]) -> Iterator[Frame]:
    """The boundaries around the components on the way."""
    frames = {frame.id: frame for frame in boundary_frames(attack.map)}
    needed: set[str] = set()
    for node in nodes:
        id = node.frame
        while id is not None:
            needed.add(id)
            id = frames[id].within
    yield from (frame for frame in frames.values() if frame.id in needed)


def describe_paths(attack: Attack) -> Iterator[str]:
    """The paths in words: their number, each path, what is not reached, and the mitigations."""
    threat = attack.threat
    yield f"{count_noun(len(attack.paths), 'way')} to what {threat.id} affects, by flows that the model declares."
    yield from (_path(attack, path) for path in attack.paths)
    if attack.more:
        yield f"{count_noun(attack.more, 'longer way')} to further elements not shown."
    if attack.unreached:
        yield f"From these entry points no declared flow leads to {listed(attack.unreached)}."
    in_place = [describe_mitigation(part) for part in attack.mitigations if is_in_place(part)]
    planned = [describe_mitigation(part) for part in attack.mitigations if not is_in_place(part)]
    yield f"In place against it: {listed(in_place) or 'nothing'}."
    if planned:
        yield f"Not in place: {listed(planned)}."


def _path(attack: Attack, path: Path) -> str:
    parts = [f"{describe_entry(path.entry)}, which opens {endpoint_name(path.opened)}"]
    parts += [_step(step) for step in path.steps]
    return f"Through {'; then '.join(parts)}. Affected on this way: {listed(attack.reached(path))}."


def _step(step: AttackStep) -> str:
    flow = step.transfer.flow
    against = "" if step.onward else "against the direction of "
    crossed = describe_crossings(step.leaves, step.enters)
    crossing = f", which {crossed}" if crossed else ""
    return f"{against}{flow.id}, {legible_name(flow.name, flow.id)}, to {endpoint_name(step.end)}{crossing}"


def describe_entry(entry: EntryPoint) -> str:
    """An entry point in a few words: who can reach it, and how they authenticate."""
    name, reach = (
        legible_name(entry.name, entry.id),
        legible_name(entry.exposed_to, "not stated"),
    )
    return f"{entry.id}, {name} (reached by: {reach}; authentication: {legible_name(entry.authentication, 'none')})"


def describe_mitigation(mitigation: Mitigation) -> str:
    """A mitigation in a few words."""
    return f"{mitigation.id}, {legible_name(mitigation.title, mitigation.id)} ({words(mitigation.state)})"
