"""Entry points and connectors that ask for no proof of identity."""

from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.threat_model import EntryPoint
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import JsonValue
from trailbook.trail.effects.rule import Judgement, Rule

_NONE = frozenset({"none", "no", "no authentication", "anonymous", "not required", "n/a"})


def _open(value: JsonValue) -> bool:
    return isinstance(value, str) and value.strip().rstrip(".").casefold() in _NONE


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if _open(change.before) == _open(change.after):
        return None
    return "weakens" if _open(change.after) else "strengthens"


RULE = Rule(
    id="authentication",
    title="Authentication is given up, or introduced",
    weaker="Authentication is given up",
    stronger="Authentication is introduced",
    reason="Without authentication everybody who can reach it can use it. Other ways of proving who one is are not "
    "ranked here, so a change from one to another is neutral.",
    concerns=((EntryPoint, "authentication"), (Connector, "authentication")),
    judge=_judge,
)
