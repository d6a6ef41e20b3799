"""How what an automation does with records sets off others, and may come back to itself."""

from typing import get_args

from trailbook.records.kinds.facts import FlowFacts
from trailbook.records.kinds.threat_model import Component
from trailbook.records.vocabulary import RecordChange
from trailbook.risk.threats.model_view import ModelView

_ANY: tuple[RecordChange, ...] = get_args(RecordChange)


def set_off_by(view: ModelView, start: Component) -> set[str]:
    """The ids of the automations that the changes of one set off, at once or through others.

    What a flow does with records, or which changes start an automation, may be any of them where it is not stated.
    """
    found: set[str] = set()
    seen: set[tuple[str, RecordChange]] = set()
    waiting: list[tuple[Component, RecordChange | None]] = [(start, None)]
    while waiting:
        part, change = waiting.pop()
        for flow, facts in view.outgoing(part):
            target = view.target(flow)
            if target is None:
                continue
            if target.type == "data-store":
                writes = _ANY if facts.writes is None else facts.writes
                done = [one for one in writes if (target.id, one) not in seen]
                waiting += [(target, one) for one in done]
                seen |= {(target.id, one) for one in done}
            elif (
                target.id not in found
                and _starts_on_records(target)
                and (change is None or change in _changes_that_start(view, target, facts))
            ):
                found.add(target.id)
                waiting.append((target, None))
    return found


def _starts_on_records(part: Component) -> bool:
    return part.type == "automation" and part.facts is not None and "record-change" in (part.facts.starts_on or ())


def _changes_that_start(view: ModelView, part: Component, facts: FlowFacts) -> tuple[RecordChange, ...]:
    """The changes that start an automation by one flow: where others of its flows state theirs, it starts on those."""
    if facts.starts_on is not None:
        return facts.starts_on
    return () if any(other.starts_on for _, other in view.incoming(part)) else _ANY
