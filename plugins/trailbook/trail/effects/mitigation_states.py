"""Which mitigations of a threat are in place, and whether it is answered."""

from collections.abc import Collection

from trailbook.records.kinds.threat_model import Threat, ThreatModel
from trailbook.records.model import Record
from trailbook.records.states import IN_PLACE, SET_ASIDE
from trailbook.trail.effects.rule import item_in

VERIFIED = ("verified",)
"""The states of a mitigation that is known to work."""


def mitigations_of(record: Record | None, threat: str | None, states: Collection[str] = IN_PLACE) -> frozenset[str]:
    """The ids of the mitigations of a threat that are in place, or in the states given."""
    if not isinstance(record, ThreatModel) or threat is None:
        return frozenset()
    names = {threat, f"{record.id}.{threat}"}
    return frozenset(m.id for m in record.mitigations if m.state in states and not names.isdisjoint(m.mitigates))


def came_in_place(old: Record | None, new: Record | None, threat: str | None) -> bool:
    """Whether a mitigation of a threat was put in place, or shown to work, between two revisions of a record."""
    return any(
        mitigations_of(new, threat, states) - mitigations_of(old, threat, states) for states in (IN_PLACE, VERIFIED)
    )


def is_answered(record: Record | None, threat: str | None) -> bool:
    """Whether a threat is worked on, or has a mitigation in place where it is called mitigated."""
    found = item_in(record, threat, Threat)
    if found is None or found.state in SET_ASIDE:
        return False
    return found.state != "mitigated" or bool(mitigations_of(record, threat))
