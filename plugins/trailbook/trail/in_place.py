"""Which mitigations of a threat stand, and which came to stand or fell between two revisions."""

from trailbook.records.kinds.threat_model import Mitigation, ThreatModel
from trailbook.records.model import Record

IN_PLACE = frozenset({"implemented", "verified"})
"""The states of a mitigation that works today."""


def standing(record: Record | None, threat: str | None) -> frozenset[str]:
    """The ids of the mitigations of a threat that are in place."""
    if not isinstance(record, ThreatModel) or threat is None:
        return frozenset()
    names = {threat, f"{record.id}.{threat}"}
    return frozenset(m.id for m in record.mitigations if stands(m) and not names.isdisjoint(m.mitigates))


def stands(mitigation: Mitigation) -> bool:
    """Whether a mitigation is in place."""
    return mitigation.state in IN_PLACE
