"""The threats that a mitigation in place answers."""

from trailbook.records.kinds.threat_model import Mitigation
from trailbook.records.model import Record
from trailbook.records.states import is_in_place
from trailbook.trail.changes.change import Change
from trailbook.trail.effects.moved_text import is_gone
from trailbook.trail.effects.rule import Judgement, Rule, item_in, when_added


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    mitigation = item_in(old if change.kind == "removed" else new, change.item, Mitigation)
    if mitigation is None or not is_in_place(mitigation):
        return None
    if change.kind == "removed" and is_gone(str(change.before), old, new):
        return None
    return when_added("strengthens")(change, old, new)


RULE = Rule(
    id="mitigation-scope",
    title="A mitigation in place answers fewer threats, or more",
    weaker="A mitigation in place answers fewer threats",
    stronger="A mitigation in place answers more threats",
    reason="A threat that a mitigation no longer answers is as likely as without it. Where the threat itself is gone, "
    "another rule judges that.",
    concerns=((Mitigation, "mitigates"),),
    judge=_judge,
)
