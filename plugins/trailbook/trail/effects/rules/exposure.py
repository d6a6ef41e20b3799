"""Entry points opened to everybody."""

from trailbook.records.kinds.threat_model import EntryPoint
from trailbook.records.model import Record
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import JsonValue
from trailbook.trail.effects.rule import Judgement, Rule

_EVERYBODY = frozenset(
    {
        "anybody",
        "anybody on the internet",
        "anyone",
        "anyone on the internet",
        "anyone with the link",
        "everybody",
        "everybody on the internet",
        "everyone",
        "everyone on the internet",
        "internet",
        "public",
        "the internet",
        "the public",
        "the public internet",
    }
)


def _public(value: JsonValue) -> bool:
    return isinstance(value, str) and " ".join(value.split()).rstrip(".").casefold() in _EVERYBODY


def _judge(change: Change, old: Record | None, new: Record | None) -> Judgement | None:
    if _public(change.before) == _public(change.after):
        return None
    return "weakens" if _public(change.after) else "strengthens"


RULE = Rule(
    id="exposure",
    title="An entry point is opened to everybody, or no longer",
    weaker="An entry point is opened to everybody",
    stronger="An entry point is no longer open to everybody",
    reason="What everybody can reach will be tried by everybody. Other changes of who can reach an entry point can't "
    "be compared by their words, and are neutral.",
    concerns=((EntryPoint, "exposed_to"),),
    judge=_judge,
)
