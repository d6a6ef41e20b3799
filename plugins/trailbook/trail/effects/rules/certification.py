"""When a connector has to be certified again."""

from trailbook.records.kinds.connector import Connector
from trailbook.records.model import Record
from trailbook.records.states import RULED_OUT
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, when_later


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if change.field != "vetting.next" or not isinstance(old, Connector) or not isinstance(new, Connector):
        return None
    if old.vetting.decided != new.vetting.decided or new.vetting.state in RULED_OUT:
        return None
    return when_later("weakens", change.before, change.after)


RULE = Rule(
    id="certification",
    title="A connector's certification is postponed, or brought forward",
    weaker="A connector's certification is postponed",
    stronger="A connector's certification is brought forward",
    reason="The day of the next certification moves although no new decision was made. With a new decision a later "
    "day is what one expects, and neutral; so is that of a connector which nobody may use.",
    concerns=((Connector, "vetting"),),
    judge=_judge,
)
