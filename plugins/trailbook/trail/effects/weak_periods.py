"""The spans in which something was weakened, and later restored or not.

Restored means back at the value before, or at one that is at least as strong where the two can be
compared: dates, numbers and the closed lists of words. What can't be compared counts as restored when
the rule that found the weakening finds that the same thing strengthens. An item that was removed is
restored when it comes back, in whatever wording. A later day on which something is due is over when it is done.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args, get_origin

from pydantic import BaseModel

from trailbook.records.kinds import KINDS
from trailbook.records.states import IN_PLACE
from trailbook.records.vocabulary import CADENCE_MONTHS, SENSITIVITIES, Impact, Likelihood, Obligation, Severity
from trailbook.text.days import read_day
from trailbook.trail.changes.change import Change, is_mapping
from trailbook.trail.changes.derived import is_level
from trailbook.trail.decisions import JsonValue
from trailbook.trail.effects.rules.connector_state import USE
from trailbook.trail.effects.rules.mitigation_state import STANDING


@dataclass(frozen=True)
class WeakPeriod:
    """A span in which an item's field (None: the whole item) was weaker than ``before``.

    ``weakened_by`` and ``restored_by`` are commits; ``restored_by`` is None while it is not restored.
    ``during`` is the value that the weakening gave.
    """

    item: str | None
    field: str | None
    weakened_by: str
    restored_by: str | None
    before: JsonValue
    during: JsonValue


@dataclass
class _Open:
    """A weak period that is not over, with its place in the answer and the value as it stands now."""

    place: int
    change: Change
    now: JsonValue


def weak_periods(history: Sequence[tuple[str, Change]]) -> tuple[WeakPeriod, ...]:
    """The weak periods in a record's history, in the order of their beginning.

    The history gives each change, with its effect, after the commit that made it, oldest first.
    """
    found: list[WeakPeriod] = []
    open: dict[str | None, list[_Open]] = {}
    for commit, change in history:
        if is_level(change.field) or change.kind == "moved":
            continue  # the ratings behind a level show the same
        left: list[_Open] = []
        for period in open.get(change.item, ()):
            if _ends(period, change):
                found[period.place] = replace(found[period.place], restored_by=commit)
            else:
                _follow(period, change)
                left.append(period)
        if change.effect == "weakens":
            left.append(_Open(len(found), change, change.after))
            found.append(WeakPeriod(change.item, change.field, commit, None, change.before, change.after))
        open[change.item] = left
    return tuple(found)


def _ends(period: _Open, change: Change) -> bool:
    """Whether a later change of the same item ends a weak period."""
    weakening = period.change
    strengthens = change.effect == "strengthens"
    if change.field is None and change.kind == "removed":
        return strengthens or weakening.field is None
    if weakening.field is None:
        return change.rule == weakening.rule and strengthens
    if weakening.field == "due" and change.field == "state":
        return change.after in (*IN_PLACE, "done")
    if change.field != weakening.field:
        return strengthens and change.kind == "removed" and weakening.field.startswith(f"{change.field}.")
    if weakening.kind != "changed" and _is_list(weakening.field):
        return _undoes(period, change)
    if change.after == weakening.before:
        return True
    stronger = _at_least(weakening.before, weakening.after, change.after)
    return change.rule == weakening.rule and strengthens if stronger is None else stronger


def _undoes(period: _Open, change: Change) -> bool:
    """Whether the entry of a list that came goes again, or the one that went comes back."""
    if period.change.kind == "added":
        return change.kind == "removed" and _same_entry(period.now, change.before)
    return change.kind == "added" and _same_entry(period.change.before, change.after)


def _same_entry(one: JsonValue, other: JsonValue) -> bool:
    if is_mapping(one) and is_mapping(other):
        return next(iter(one.values()), None) == next(iter(other.values()), None)
    return one == other


def _follow(period: _Open, change: Change) -> None:
    """Keep up with an entry that was added and then reworded."""
    if change.field == period.change.field and change.kind == "changed" and change.before == period.now:
        period.now = change.after


def _at_least(before: JsonValue, during: JsonValue, after: JsonValue) -> bool | None:
    """Whether a value is at least as strong as the one before the weakening; None if they can't be compared."""
    if isinstance(before, list) and isinstance(after, list):  # boundaries crossed: the fewer, the better
        return all(boundary in before for boundary in after)
    ranks = _ranks(before, during, after)
    if ranks is None:
        return None
    first, weak, now = ranks
    return now <= first if weak > first else now >= first


def _ranks(*values: JsonValue) -> tuple[float, ...] | None:
    numbers = [value for value in values if isinstance(value, int | float)]
    if len(numbers) == len(values):
        return tuple(numbers)
    words = [value for value in values if isinstance(value, str)]
    if len(words) != len(values):
        return None
    if all(days := [read_day(word) for word in words]):
        return tuple(day.toordinal() for day in days if day)
    ladder = next((ladder for ladder in _LADDERS if all(word in ladder for word in words)), None)
    return tuple(ladder[word] for word in words) if ladder else None


def _ladder(words: Sequence[str]) -> Mapping[str, int]:
    return {word: rank for rank, word in enumerate(words)}


_LADDERS: tuple[Mapping[str, int], ...] = (
    _ladder(get_args(Obligation)),
    _ladder(get_args(Likelihood)),
    _ladder(get_args(Impact)),
    _ladder(get_args(Severity)),
    _ladder(SENSITIVITIES),
    _ladder(("blocked", "non-business", "business")),
    CADENCE_MONTHS,
    STANDING,
    USE,
)
"""Words that can be compared, by rank. The change itself shows which direction is weaker."""


def _list_fields(model: type[BaseModel]) -> Iterator[str]:
    """The names of fields, at any depth, that hold lists or mappings of lists."""
    for name, info in model.model_fields.items():
        if get_origin(info.annotation) in (tuple, dict):
            yield name
        for part in (info.annotation, *get_args(info.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _list_fields(part)


_LISTS = frozenset(name for kind in KINDS.values() for name in _list_fields(kind))


def _is_list(field: str) -> bool:
    return field.partition(".")[0] in _LISTS and not field.endswith("]") and "]." not in field
