"""Records that stop being in force."""

from trailbook.records.kinds.connector import Connector
from trailbook.records.model import OwnedRecord, Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if isinstance(new, Connector) or "active" not in (change.before, change.after):
        return None
    return "weakens" if change.before == "active" else "strengthens"


RULE = Rule(
    id="status",
    title="A record is no longer in force, or comes into force",
    weaker="A record is no longer in force",
    stronger="A record comes into force",
    reason="A draft or retired record binds nobody. Connectors are neutral: what may be used follows from their "
    "vetting state.",
    concerns=((OwnedRecord, "status"),),
    judge=_judge,
)
