"""Where a connector stands after vetting."""

from trailbook.records.kinds.connector import Connector
from trailbook.records.model import Record
from trailbook.records.states import UNDECIDED
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.rule import Judgement, Rule, when_greater

USE = {"blocked": 0, "retired": 0, "proposed": 0, "in-review": 0, "restricted": 1, "approved": 2}
"""How freely a connector is used, by its vetting state."""


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    before, after = str(change.before), str(change.after)
    if change.field != "vetting.state" or before in UNDECIDED or not {before, after} <= set(USE):
        return None
    return when_greater("weakens", USE[before], USE[after])


RULE = Rule(
    id="connector-state",
    title="A connector's vetting state is loosened, or tightened",
    weaker="A connector's vetting state is loosened",
    stronger="A connector's vetting state is tightened",
    reason="Approved connectors are used freely, those on conditions within them, others not at all. The first "
    "decision on a connector, from proposed or in review, is neutral.",
    concerns=((Connector, "vetting"),),
    judge=_judge,
)
