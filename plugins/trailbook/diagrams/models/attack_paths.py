"""The picture of a threat's attack paths: ways in, components on the way, and what stands against the threat."""

from collections.abc import Iterator

from trailbook.diagrams.drawing.picture import Link, Picture, draw, in_page
from trailbook.diagrams.drawing.scene import Frame, Place, Scene, Stream
from trailbook.diagrams.models import wording
from trailbook.diagrams.models.attack import Attack, Path, Step
from trailbook.diagrams.models.data_flow import BOLD, frames_of, place_of
from trailbook.diagrams.models.model_map import ModelMap, Spot
from trailbook.records.kinds.threat_model import EntryPoint, Mitigation, Threat, ThreatModel
from trailbook.records.states import is_in_place
from trailbook.records.vocabulary import words
from trailbook.text.prose import listed

SLIM = 196.0
"""The width of the cards of entry points, mitigations and the threat, in pixels."""


def attack_paths(model: ThreatModel, threat: Threat, link: Link = in_page, prefix: str | None = None) -> Picture | None:
    """The attack paths of a threat as found by ``attack``, drawn and in words; None where there is none.

    Parts lead to ``link(their id)``. A flow that is taken against its direction has a dashed line.
    """
    attack = Attack(ModelMap(model), threat)
    return draw(_scene(attack), link, prefix or f"{model.id}-{threat.id}-paths") if attack.paths else None


def _scene(attack: Attack) -> Scene:
    places = tuple(_places(attack))
    steps = _steps(attack)
    against = any(not step.onward for step in steps)
    return Scene(
        kind="attack-paths",
        title=f"Attack paths of {attack.threat.id}",
        words=tuple(path_words(attack)),
        places=places,
        streams=tuple(_streams(attack)),
        frames=tuple(_frames(attack, places)),
        keys=(*(("crossing",) if any(step.move.crosses for step in steps) else ()), *(("against",) if against else ())),
    )


def _steps(attack: Attack) -> list[Step]:
    """The steps of all paths, each flow once."""
    found = {step.move.flow.id: step for path in reversed(attack.paths) for step in path.steps}
    order = [step.move.flow.id for path in attack.paths for step in path.steps]
    return [found[id] for id in dict.fromkeys(order)]


def _spots(attack: Attack) -> list[Spot]:
    found = {spot.id: spot for path in attack.paths for spot in path.spots}
    return list(found.values())


def _entries(attack: Attack) -> list[EntryPoint]:
    return list({path.entry.id: path.entry for path in attack.paths}.values())


def _places(attack: Attack) -> Iterator[Place]:
    for entry in _entries(attack):
        yield Place(
            id=_of("entry", entry.id),
            name=wording.name(entry.name, entry.id),
            type="entry-point",
            words=f"{entry.id} · {wording.name(entry.exposed_to, 'not stated')}",
            tooltip=entry_words(entry),
            link=entry.id,
            slim=SLIM,
        )
    for spot in _spots(attack):
        place = place_of(attack.map, spot)
        yield Place(**{**vars(place), "mark": "affected" if attack.holds(spot) else ""})
    for mitigation in attack.mitigations:
        yield Place(
            id=_of("mitigation", mitigation.id),
            name=wording.name(mitigation.title, mitigation.id),
            type="mitigation",
            words=f"{mitigation.id} · {words(mitigation.state)}",
            tooltip=mitigation_words(mitigation),
            link=mitigation.id,
            slim=SLIM,
        )
    threat = attack.threat
    name = wording.name(threat.title, threat.id)
    yield Place(
        id=_of("threat", threat.id),
        name=name,
        type="threat",
        words=f"{threat.id} · {words(threat.category)}",
        tooltip=f"Threat {threat.id}: {name}",
        link=threat.id,
        slim=SLIM,
    )


def _of(noun: str, id: str) -> str:
    """An id that no component has, since it has a full stop."""
    return f"{noun}.{id}"


def _streams(attack: Attack) -> Iterator[Stream]:
    affected = {id for path in attack.paths for id in attack.reached(path)}
    opened = {(path.entry.id, path.opened.id): path for path in attack.paths}
    for (entry, component), path in opened.items():
        yield Stream(
            f"opens.{entry}", _of("entry", entry), component, f"{entry} opens {path.opened.name}.", weight=BOLD
        )
    for step in _steps(attack):
        flow = step.move.flow
        yield Stream(
            id=flow.id,
            source=step.start.id,
            target=step.end.id,
            tooltip=wording.move_words(step.move),
            level=step.move.sensitivity,
            label=f"{flow.id} · {wording.name(flow.name, flow.id)}",
            link=flow.id,
            leaves=tuple(boundary.id for boundary in step.leaves),
            enters=tuple(boundary.id for boundary in step.enters),
            mark="affected" if flow.id in affected else "",
            weight=BOLD,
            dashed=not step.onward,
        )
    threat = attack.threat.id
    for end in dict.fromkeys(path.spots[-1].id for path in attack.paths):
        yield Stream(f"affects.{end}", end, _of("threat", threat), f"{threat} happens here.", weight=BOLD)
    for part in attack.mitigations:
        yield Stream(
            id=f"mitigates.{part.id}",
            source=_of("mitigation", part.id),
            target=_of("threat", threat),
            tooltip=f"{part.id} stands against {threat}.",
            dashed=not is_in_place(part),
            arrow=False,
        )


def _frames(attack: Attack, places: tuple[Place, ...]) -> Iterator[Frame]:
    """The boundaries around what is on the way."""
    frames = {frame.id: frame for frame in frames_of(attack.map)}
    needed: set[str] = set()
    for place in places:
        id = place.frame
        while id is not None:
            needed.add(id)
            id = frames[id].within
    yield from (frame for frame in frames.values() if frame.id in needed)


def path_words(attack: Attack) -> Iterator[str]:
    """The paths in words: how many, each of them, what is not reached, and what stands against the threat."""
    threat = attack.threat
    yield f"{wording.count(len(attack.paths), 'way')} to what {threat.id} affects, by flows that the model declares."
    yield from (_path(attack, path) for path in attack.paths)
    if attack.more:
        yield f"{wording.count(attack.more, 'longer way')} to further elements not shown."
    if attack.unreached:
        yield f"From these entry points no declared flow leads to {listed(attack.unreached)}."
    standing = [mitigation_words(part) for part in attack.mitigations if is_in_place(part)]
    planned = [mitigation_words(part) for part in attack.mitigations if not is_in_place(part)]
    yield f"In place against it: {listed(standing) or 'nothing'}."
    if planned:
        yield f"Not in place: {listed(planned)}."


def _path(attack: Attack, path: Path) -> str:
    parts = [f"{entry_words(path.entry)}, which opens {wording.spot_name(path.opened)}"]
    parts += [_step(step) for step in path.steps]
    return f"Through {'; then '.join(parts)}. Affected on this way: {listed(attack.reached(path))}."


def _step(step: Step) -> str:
    flow = step.move.flow
    against = "" if step.onward else "against the direction of "
    crossed = wording.crossed(step.leaves, step.enters)
    crossing = f", which {crossed}" if crossed else ""
    return f"{against}{flow.id}, {wording.name(flow.name, flow.id)}, to {wording.spot_name(step.end)}{crossing}"


def entry_words(entry: EntryPoint) -> str:
    """An entry point in a few words: who can reach it, and how they prove who they are."""
    name, reach = wording.name(entry.name, entry.id), wording.name(entry.exposed_to, "not stated")
    return f"{entry.id}, {name} (reached by: {reach}; authentication: {wording.name(entry.authentication, 'none')})"


def mitigation_words(mitigation: Mitigation) -> str:
    """A mitigation in a few words."""
    return f"{mitigation.id}, {wording.name(mitigation.title, mitigation.id)} ({words(mitigation.state)})"
