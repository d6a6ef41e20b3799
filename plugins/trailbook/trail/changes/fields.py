"""The differences between two values of one field, down to the single field or list entry.

Values are JSON (``trail.changes.change``). A nested model is walked by dotted path; a list of words or texts is a
bag, whose entries come and go, and move if its order means something; a list of models without ids is matched entry by
entry (``trail.changes.list_entries``).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from trailbook.trail.changes.change import ChangeKind, absent, is_mapping
from trailbook.trail.changes.list_entries import labels, matched
from trailbook.trail.changes.reordering import moves
from trailbook.trail.changes.similarity import likeness, same_value, unwrapped, words
from trailbook.trail.decisions import JsonValue

REWORDED = 0.5
"""From this likeness on, an entry that went and one that came are one entry reworded."""
_MOST_PAIRS = 2_500


@dataclass(frozen=True)
class FieldDifference:
    """One difference: the path of the field, what happened to it, and its value on both sides."""

    field: str
    kind: ChangeKind
    before: JsonValue
    after: JsonValue


def differences(field: str, before: JsonValue, after: JsonValue, ordered: bool = False) -> Iterator[FieldDifference]:
    """What differs between two values of a field, in the order of the new value.

    If a list is ``ordered``, its entries may move.
    """
    if before == after:
        return
    if is_mapping(before) and is_mapping(after):
        for name in [*after, *(name for name in before if name not in after)]:
            yield from differences(f"{field}.{name}", before.get(name), after.get(name))
    elif isinstance(before, list) or isinstance(after, list):
        yield from _in_list(field, _list(before), _list(after), ordered)
    elif not _same(before, after):
        yield _single(field, None if absent(before) else before, None if absent(after) else after)


def _single(field: str, before: JsonValue, after: JsonValue) -> FieldDifference:
    kind: ChangeKind = "added" if before is None else "removed" if after is None else "changed"
    return FieldDifference(field, kind, before, after)


def _same(before: JsonValue, after: JsonValue) -> bool:
    if isinstance(before, str) and isinstance(after, str):
        return same_value(before, after)
    return absent(before) and absent(after)


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [] if absent(value) else [value]


def _in_list(field: str, before: list[JsonValue], after: list[JsonValue], ordered: bool) -> Iterator[FieldDifference]:
    models = [is_mapping(entry) for entry in (*before, *after)]
    if all(models):
        yield from _in_models(field, before, after, ordered)
    elif not any(models):
        yield from _in_bag(field, before, after)
        yield from _moved_in_bag(field, before, after) if ordered else ()
    else:  # another kind of record has another kind of list here
        yield FieldDifference(field, "changed", before, after)


def _in_models(field: str, before: list[JsonValue], after: list[JsonValue], ordered: bool) -> Iterator[FieldDifference]:
    old = cast(list[dict[str, JsonValue]], before)
    new = cast(list[dict[str, JsonValue]], after)
    pairs = matched(old, new)
    names = labels(old)
    came_from = {there: here for here, there in pairs}
    for index, entry in enumerate(new):
        if index not in came_from:
            yield FieldDifference(field, "added", None, entry)
            continue
        here = came_from[index]
        for name in entry:
            yield from differences(f"{field}[{names[here]}].{name}", old[here].get(name), entry[name])
    kept = set(came_from.values())
    yield from (FieldDifference(field, "removed", entry, None) for index, entry in enumerate(old) if index not in kept)
    if ordered:
        called = labels(new)
        for move in moves([(there, here) for here, there in pairs], lambda there: called[there]):
            yield FieldDifference(f"{field}[{called[move.there]}]", "moved", move.before, move.after)


def _in_bag(field: str, before: list[JsonValue], after: list[JsonValue]) -> Iterator[FieldDifference]:
    gone, came = _unshared(before, after)
    reworded = _reworded(gone, came)
    for index, entry in enumerate(came):
        if index in reworded:
            yield FieldDifference(field, "changed", gone[reworded[index]], entry)
        else:
            yield FieldDifference(field, "added", None, entry)
    kept = set(reworded.values())
    yield from (FieldDifference(field, "removed", entry, None) for index, entry in enumerate(gone) if index not in kept)


def _moved_in_bag(field: str, before: list[JsonValue], after: list[JsonValue]) -> Iterator[FieldDifference]:
    """The entries that both sides have word for word, and that are at another place among these."""
    places: dict[tuple[str, ...], list[int]] = {}
    for here, entry in enumerate(before):
        places.setdefault(_key(entry), []).append(here)
    pairs = [(there, places[key].pop(0)) for there, entry in enumerate(after) if places.get(key := _key(entry))]
    called = labels([{"entry": entry} for entry in after])
    for move in moves(pairs, lambda there: called[there]):
        yield FieldDifference(f"{field}[{called[move.there]}]", "moved", move.before, move.after)


def _key(entry: JsonValue) -> tuple[str, ...]:
    return unwrapped(entry) if isinstance(entry, str) else (repr(entry),)


def _unshared(before: list[JsonValue], after: list[JsonValue]) -> tuple[list[JsonValue], list[JsonValue]]:
    """The entries that only one side has, each as often as it has it more."""
    shared = Counter(map(_key, before)) & Counter(map(_key, after))

    def rest(entries: list[JsonValue]) -> list[JsonValue]:
        left = shared.copy()
        found: list[JsonValue] = []
        for entry in entries:
            if left[_key(entry)] > 0:
                left[_key(entry)] -= 1
            else:
                found.append(entry)
        return found

    return rest(before), rest(after)


def _reworded(gone: list[JsonValue], came: list[JsonValue]) -> dict[int, int]:
    """Which entry that came is which one that went in other words. References are never reworded."""
    if len(gone) * len(came) > _MOST_PAIRS:
        return {}
    old = {i: words(entry) for i, entry in enumerate(gone) if isinstance(entry, str) and " " in entry.strip()}
    new = {i: words(entry) for i, entry in enumerate(came) if isinstance(entry, str) and " " in entry.strip()}
    ranked = sorted((-likeness(old[i], new[j]), j, i) for i in old for j in new)
    found: dict[int, int] = {}
    taken: set[int] = set()
    for unlike, j, i in ranked:
        if -unlike >= REWORDED and j not in found and i not in taken:
            found[j] = i
            taken.add(i)
    return found
