"""Entries of lists that have no ids: which old entry is which new one, and what to call it.

By convention the first field of such a model is what identifies its entries: the role of a
sign-off, the date of an event, the service of a log. So an entry is called by its first field, as in
``sign_offs[reviewer].state``, with the second field added where several share the first.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import islice

from trailbook.trail.changes.similarity import likeness, words
from trailbook.trail.decisions import JsonValue

Entry = dict[str, JsonValue]

_LABEL = 60
"""The longest part of a label, in characters; more is cut off."""
_ALIKE = 0.5
_MOST_PAIRS = 2_500


def matched(old: Sequence[Entry], new: Sequence[Entry]) -> list[tuple[int, int]]:
    """Pairs of indexes of entries that are the same entry, changed or not, in the order of the new list.

    Equal entries first, then those that agree on their first two fields, on the first, and last
    those whose words are alike.
    """
    pairs: dict[int, int] = {}
    keys: tuple[Callable[[Entry], Hashable], ...] = (_all, _first_two, _first)
    for key in keys:
        _pair_by(key, old, new, pairs)
    _pair_alike(old, new, pairs)
    return sorted(((here, there) for there, here in pairs.items()), key=lambda pair: pair[1])


def labels(entries: Sequence[Entry]) -> list[str]:
    """What to call each entry of a list, differently and readably."""
    firsts = Counter(_short(_first(entry)) for entry in entries)
    found: list[str] = []
    used: Counter[str] = Counter()
    for entry in entries:
        label = _short(_first(entry))
        if firsts[label] > 1 and (more := _short(_second(entry))):
            label = f"{label}: {more}"
        used[label] += 1
        found.append(label if used[label] == 1 else f"{label} #{used[label]}")
    return found


def _pair_by(
    key: Callable[[Entry], Hashable], old: Sequence[Entry], new: Sequence[Entry], pairs: dict[int, int]
) -> None:
    """Pair what is left and has the same key, in order. An entry whose key is None is passed over."""
    taken = set(pairs.values())
    waiting: dict[Hashable, list[int]] = {}
    for here, entry in enumerate(old):
        if here not in taken and (name := key(entry)) is not None:
            waiting.setdefault(name, []).append(here)
    for there, entry in enumerate(new):
        if there not in pairs and (here_left := waiting.get(key(entry))):
            pairs[there] = here_left.pop(0)


def _pair_alike(old: Sequence[Entry], new: Sequence[Entry], pairs: dict[int, int]) -> None:
    taken = set(pairs.values())
    left = {here: words(_text(entry)) for here, entry in enumerate(old) if here not in taken}
    came = {there: words(_text(entry)) for there, entry in enumerate(new) if there not in pairs}
    if len(left) * len(came) > _MOST_PAIRS:
        return
    ranked = sorted((-likeness(left[here], came[there]), there, here) for here in left for there in came)
    for unlike, there, here in ranked:
        if -unlike >= _ALIKE and there not in pairs and here not in taken:
            pairs[there] = here
            taken.add(here)


def _all(entry: Entry) -> Hashable:
    return repr({name: _flat(value) for name, value in entry.items()})


def _first_two(entry: Entry) -> Hashable:
    return (_first(entry), _second(entry))


def _first(entry: Entry) -> str | None:
    return _nth(entry, 0)


def _second(entry: Entry) -> str | None:
    return _nth(entry, 1)


def _nth(entry: Entry, place: int) -> str | None:
    value = next(islice(entry.values(), place, None), None)
    return None if value is None else _flat(value)


def _flat(value: JsonValue) -> str:
    if isinstance(value, list):
        return repr(sorted(map(_flat, value)))
    return " ".join(value.split()) if isinstance(value, str) else repr(value)


def _text(entry: Entry) -> str:
    return " ".join(value for value in entry.values() if isinstance(value, str))


def _short(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= _LABEL else text[: _LABEL - 1].rstrip() + "…"
