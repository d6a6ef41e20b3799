"""Facts that no author wrote and that a reader still wants to see change: levels of risk, boundaries crossed.

They follow from authored values that may stand elsewhere in the record: a flow crosses a boundary because
a component moved. ``is_derived`` recognizes them, for callers that need the authored changes alone.

What level a rating is depends on the scheme of whoever reads. So a comparison gives both ratings whole, and
``with_levels`` makes levels of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from pydantic import ValidationError

from trailbook.records.kinds.threat_model import Threat, ThreatModel
from trailbook.records.model import Record
from trailbook.records.ratings import Rating
from trailbook.records.references import own_id
from trailbook.trail.changes.change import Change, json_of
from trailbook.trail.decisions import Decision, JsonValue, Trail

_LEVELS = frozenset({"inherent.level", "residual.level"})
DERIVED = _LEVELS | {"crosses"}
"""The fields of derived changes. No kind of record has a field of such a name."""

LevelOf = Callable[[Rating], str]
"""Gives the level of a rating by a scheme."""


def is_derived(change: Change) -> bool:
    """Whether a change follows from others and was not written by anybody."""
    return change.field in DERIVED


def is_level(field: str | None) -> bool:
    """Whether a field is a level of risk, which a reader looks for first: the rest says where it comes from."""
    return field in _LEVELS


def derived_changes(old: Record, new: Record) -> dict[str, list[Change]]:
    """The derived changes of a record's items by the id of the item."""
    if not isinstance(old, ThreatModel) or not isinstance(new, ThreatModel):
        return {}
    found: dict[str, list[Change]] = {}
    for change in (*_levels(old, new), *_crossings(old, new)):
        found.setdefault(change.item or "", []).append(change)
    return found


def crossed(model: ThreatModel) -> dict[str, tuple[str, ...]]:
    """The trust boundaries that each flow leaves or enters, by the ids of flow and boundary.

    An end that is not in the model is outside every boundary.
    """
    around = _around(model)

    def within(end: str) -> set[str]:
        return around.get(own_id(model, end), set())

    order = [boundary.id for boundary in model.boundaries]
    return {
        flow.id: tuple(id for id in order if (id in within(flow.source)) != (id in within(flow.target)))
        for flow in model.flows
    }


def inside(model: ThreatModel, end: str) -> set[str]:
    """The ids of all boundaries around one end of a flow."""
    return _around(model).get(own_id(model, end), set())


def enclosing(model: ThreatModel, boundary: str | None) -> set[str]:
    """The ids of a boundary and all boundaries around it; circles end where they began."""
    outer = {b.id: own_id(model, b.within) if b.within else None for b in model.boundaries}
    found: set[str] = set()
    current = own_id(model, boundary) if boundary else None
    while current is not None and current in outer and current not in found:
        found.add(current)
        current = outer[current]
    return found


def _around(model: ThreatModel) -> dict[str, set[str]]:
    chains = {boundary.id: enclosing(model, boundary.id) for boundary in model.boundaries}
    return {c.id: chains.get(own_id(model, c.boundary), set()) if c.boundary else set() for c in model.components}


def _levels(old: ThreatModel, new: ThreatModel) -> Iterator[Change]:
    before: dict[str, Threat] = {threat.id: threat for threat in old.threats}
    for threat in new.threats:
        if (was := before.get(threat.id)) is None or was == threat:
            continue
        for field, rated, rating in (
            ("inherent.level", was.inherent, threat.inherent),
            ("residual.level", was.residual, threat.residual),
        ):
            if rated != rating:
                yield Change(threat.id, field, "changed", json_of(rated), json_of(rating))


def _crossings(old: ThreatModel, new: ThreatModel) -> Iterator[Change]:
    if (old.flows, old.components, old.boundaries) == (new.flows, new.components, new.boundaries):
        return
    before, after = crossed(old), crossed(new)
    for id in after:
        if id in before and set(before[id]) != set(after[id]):
            was: list[JsonValue] = list(before[id])
            now: list[JsonValue] = list(after[id])
            yield Change(id, "crosses", "changed", was, now)


def with_levels(changes: Iterable[Change], level_of: LevelOf) -> tuple[Change, ...]:
    """The changes with a level for each rating that ``derived_changes`` gave, and without those of one level."""
    found = (_levelled(change, level_of) if is_level(change.field) else change for change in changes)
    return tuple(change for change in found if not is_level(change.field) or change.before != change.after)


def trails_with_levels(trails: Iterable[Trail], level_of: LevelOf) -> tuple[Trail, ...]:
    """The trails with what ``with_levels`` makes of the changes of their decisions."""
    return tuple(_with_changes(trail, lambda changes: with_levels(changes, level_of)) for trail in trails)


def trails_without_levels(trails: Iterable[Trail]) -> tuple[Trail, ...]:
    """The trails as their records alone show them, for whoever does not have the scheme."""
    return tuple(_with_changes(trail, without_levels) for trail in trails)


def without_levels(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that can be read without a scheme."""
    return tuple(change for change in changes if not is_level(change.field))


def _levelled(change: Change, level_of: LevelOf) -> Change:
    try:
        before, after = (
            level_of(Rating.model_validate(side)) if isinstance(side, dict) else side
            for side in (change.before, change.after)
        )
    except ValidationError:  # what another repository gives may be anything
        return change
    return replace(change, before=before, after=after)


def _with_changes(trail: Trail, apply: Callable[[Iterable[Change]], tuple[Change, ...]]) -> Trail:
    def changed(decision: Decision) -> Decision:
        if not any(is_level(change.field) for change in decision.changes):
            return decision
        return replace(decision, changes=apply(decision.changes))

    decisions = tuple(map(changed, trail.decisions))
    return trail if decisions == trail.decisions else replace(trail, decisions=decisions)
