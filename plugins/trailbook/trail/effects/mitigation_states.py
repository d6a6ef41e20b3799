"""Which mitigations of a threat stand, and which came to stand or fell between two revisions."""

from trailbook.records.kinds.threat_model import Mitigation, Threat, ThreatModel
from trailbook.records.model import Record
from trailbook.trail.effects.rule import item_in

IN_PLACE = frozenset({"implemented", "verified"})
"""The states of a mitigation that works today."""
VERIFIED = frozenset({"verified"})
"""The states of a mitigation that is known to work."""
LET_BE = ("accepted", "false-positive")
"""The states of a threat that nobody works on."""


def standing(record: Record | None, threat: str | None, states: frozenset[str] = IN_PLACE) -> frozenset[str]:
    """The ids of the mitigations of a threat that are in place, or in the states given."""
    if not isinstance(record, ThreatModel) or threat is None:
        return frozenset()
    names = {threat, f"{record.id}.{threat}"}
    return frozenset(m.id for m in record.mitigations if m.state in states and not names.isdisjoint(m.mitigates))


def stands(mitigation: Mitigation) -> bool:
    """Whether a mitigation is in place."""
    return mitigation.state in IN_PLACE


def is_answered(record: Record | None, threat: str | None) -> bool:
    """Whether a threat is worked on, or has a mitigation in place where it is called mitigated."""
    found = item_in(record, threat, Threat)
    if found is None or found.state in LET_BE:
        return False
    return found.state != "mitigated" or bool(standing(record, threat))
