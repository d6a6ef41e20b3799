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
_Lines = tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]
"""The lines that a text gained, and those that it lost; a row is a line in pieces."""


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
    whole = (change.field == "text", other.field == "text")
    if whole[0] == whole[1]:
        exact = whole[0] or change.field == other.field
        return exact and any(
            not mine.isdisjoint(theirs) for mine, theirs in zip(_lines(change), _lines(other), strict=True)
        )
    part, text = (other, change) if whole[0] else (change, other)
    return any(
        all(piece in line for piece in one)
        for mine, theirs in zip(_lines(part), _lines(text), strict=True)
        for one in mine
        for line in ("\n".join(pieces) for pieces in theirs)
    )


def _lines(change: Change) -> _Lines:
    before, after = (Counter(_in_value(value, change.field or "")) for value in (change.before, change.after))
    return frozenset(after - before), frozenset(before - after)


def _in_value(value: object, field: str) -> Iterable[tuple[str, ...]]:
    """The lines of a text or an entry, and the cells of a row. Whether a box is ticked is the name of its entry."""
    if isinstance(value, str):
        return [(stripped,) for line in value.split("\n") if (stripped := line.strip())]
    if isinstance(value, dict):
        return [tuple(map(str, value.values()))]
    entry = re.search(r"\[(.*)\]", field)
    return [(entry[1], str(value))] if value is not None and entry else []
