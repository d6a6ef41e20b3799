"""Occasions: the kinds of change for which a configuration may ask that people in certain roles agree.

Each judges from one change of a decision, and from what is changed, whether it is such a change. They look at
what is on record alone, and in doubt they ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from trailbook.records.states import IN_USE
from trailbook.records.vocabulary import Impact, Likelihood, Sensitivity
from trailbook.text.json_text import at
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import JsonValue

_SENSITIVE = get_args(Sensitivity)[2:]
_SCALES: tuple[tuple[str, ...], ...] = (
    get_args(Likelihood),
    get_args(Impact),
    ("note", "low", "medium", "high", "critical"),
)


@dataclass(frozen=True)
class Occasion:
    """One kind of change: its name in the configuration, what it is in words, and how it is recognized.

    ``applies`` takes a change and the noun of what it is about: that of the item, or the kind of the record.
    """

    id: str
    title: str
    about: str
    applies: Callable[[Change, str], bool]


def _new_connector(change: Change, noun: str) -> bool:
    if noun != "connector" or change.item is not None:
        return False
    if _came(change):
        return at(change.after, "vetting", "state") in IN_USE
    return change.field == "vetting.state" and change.after in IN_USE and change.before not in IN_USE


def _new_data_flow(change: Change, noun: str) -> bool:
    if noun != "data flow":
        return False
    carries_more = change.field == "data" and change.kind == "added"
    return _came(change) or carries_more or change.field in ("source", "target")


def _sensitive_data(change: Change, noun: str) -> bool:
    if noun == "data asset":
        stated = at(change.after, "sensitivity") if _came(change) else None
        changed = change.field == "sensitivity" and not {change.before, change.after}.isdisjoint(_SENSITIVE)
        return stated in _SENSITIVE or changed
    if noun == "connector" and change.item is None:
        carried = at(change.after, "data_up_to") if _came(change) else None
        return carried in _SENSITIVE or (change.field == "data_up_to" and change.after in _SENSITIVE)
    return False


def _exception(change: Change, noun: str) -> bool:
    if noun != "exception":
        return False
    approved = at(change.after, "state") if _came(change) else change.after if change.field == "state" else None
    return approved == "approved" or (change.field == "expires" and str(change.after) > str(change.before))


def _lowered_risk(change: Change, noun: str) -> bool:
    if noun != "threat" or not (change.field or "").startswith(("residual.", "inherent.")):
        return False
    return any(_falls(scale, change.before, change.after) for scale in _SCALES)


def accepts_risk(change: Change) -> bool:
    """Whether a threat or a finding becomes accepted, comes as accepted, or stays so for longer."""
    if change.field == "acceptance.until":
        return bool(change.before) and str(change.after) > str(change.before)
    state = at(change.after, "state") if _came(change) else change.after if change.field == "state" else None
    return state == "accepted"


def _accepted_risk(change: Change, noun: str) -> bool:
    return noun in ("threat", "finding state") and accepts_risk(change)


def _weakening(change: Change, noun: str) -> bool:
    return change.effect == "weakens"


def _came(change: Change) -> bool:
    """Whether the whole of something is new."""
    return change.kind == "added" and change.field is None


def _falls(scale: tuple[str, ...], before: JsonValue, after: JsonValue) -> bool:
    return before in scale and after in scale and scale.index(str(after)) < scale.index(str(before))


OCCASIONS: tuple[Occasion, ...] = (
    Occasion(
        "new_connector",
        "a connector is taken into use",
        "A connector is registered as approved or on conditions, or becomes that.",
        _new_connector,
    ),
    Occasion(
        "new_data_flow",
        "a data flow is new or changed",
        "A flow is added to a threat model, carries more data, or has another end.",
        _new_data_flow,
    ),
    Occasion(
        "sensitive_data",
        "confidential or restricted data is involved",
        "Such data is added to a threat model, its class changes, or a connector may carry it.",
        _sensitive_data,
    ),
    Occasion(
        "exception",
        "an exception to a control is granted",
        "An exception is approved, or an end is put off.",
        _exception,
    ),
    Occasion(
        "lowered_risk",
        "a risk is rated lower",
        "The likelihood, impact or level of a threat goes down, whatever was done about it.",
        _lowered_risk,
    ),
    Occasion(
        "accepted_risk",
        "a risk is accepted",
        "A threat or a finding is accepted, comes as accepted, or is accepted for longer.",
        _accepted_risk,
    ),
    Occasion(
        "weakening",
        "something weakens",
        "The published rules say that a change weakens what protects.",
        _weakening,
    ),
)
"""Every occasion, in the order in which they are listed."""
