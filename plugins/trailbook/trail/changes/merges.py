"""What a merge changed by itself.

A text that differs from that of every parent may still hold nothing new: two branches changed two places of it,
and git took both. Such a merge decided nothing. It did where it wrote a line that no parent had, or dropped one
that all of them had.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from trailbook.trail.changes.change import Change, is_of_text

_Place = tuple[str | None, str | None]
_Lines = tuple[frozenset[str], frozenset[str]]
"""The lines that a text gained, and those that it lost."""


def changes_by_merge(changes: Sequence[Sequence[Change]]) -> tuple[Change, ...]:
    """The changes that a commit made against each of its parents, less what a merge only brought together.

    They are described as they are against the first parent.
    """
    first, *others = changes
    if not others:
        return tuple(first)
    known = [_Against(against) for against in others]
    return tuple(change for change in first if all(against.holds(change) for against in known))


class _Against:
    """What a merge changed against one of its parents."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._values = {(_place(change), repr(change.after)) for change in changes}
        self._texts: dict[str | None, list[Change]] = {}
        for change in changes:
            if is_of_text(change):
                self._texts.setdefault(change.item, []).append(change)

    def holds(self, change: Change) -> bool:
        """Whether a change against another parent is one against this parent, too."""
        if is_of_text(change) and change.kind != "moved":
            return any(_share(change, other) for other in self._texts.get(change.item, ()))
        return (_place(change), repr(change.after)) in self._values


def _place(change: Change) -> _Place:
    return change.item, change.field


def _share(change: Change, other: Change) -> bool:
    """Whether two changes of one text write a line, or drop one, in common. Either may be of a part or of the whole."""
    exact = (change.field == "text") == (other.field == "text")
    return any(
        not mine.isdisjoint(theirs) if exact else any(one in line or line in one for one in mine for line in theirs)
        for mine, theirs in zip(_lines(change), _lines(other), strict=True)
    )


def _lines(change: Change) -> _Lines:
    before, after = (Counter(_in_value(value, change.field or "")) for value in (change.before, change.after))
    return frozenset(after - before), frozenset(before - after)


def _in_value(value: object, field: str) -> Iterable[str]:
    """The lines of a text, an entry or a row. Those of whether a box is ticked are the name of its entry."""
    if isinstance(value, str):
        return [stripped for line in value.split("\n") if (stripped := line.strip())]
    if isinstance(value, dict):
        return [line for part in value.values() for line in _in_value(part, field)]
    entry = re.search(r"\[(.*)\]", field)
    return [f"{entry[1]} {value}"] if value is not None and entry else []
