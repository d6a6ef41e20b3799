"""Whole records that begin or end."""

from trailbook.records.kinds.connector import Connector
from trailbook.records.model import OwnedRecord, Record
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    record = old if change.kind == "removed" else new
    if not isinstance(record, OwnedRecord) or isinstance(record, Connector) or record.status != "active":
        return None
    return when_added("strengthens")(change, old, new)


RULE = Rule(
    id="record",
    title="A record is removed, or added",
    weaker="A record is removed",
    stronger="A record is added",
    reason="What was ruled, modelled or learned is no longer on record. Drafts and retired records are neutral, and so "
    "are connectors: their entries say what is used, whether good or bad.",
    concerns=((OwnedRecord, None),),
    judge=_judge,
)
