"""What a merge changed by itself.

A text that differs from that of every parent may still hold nothing new: two branches changed two places of it,
and git took both. Such a merge decided nothing. It did where it wrote a line that no parent had, or dropped one
that all of them had.
"""

from collections import Counter
from collections.abc import Sequence

from trailbook.trail.changes.change import Change

_Place = tuple[str | None, str | None]


def changes_by_merge(changes: Sequence[Sequence[Change]]) -> tuple[Change, ...]:
    """The changes that a merge made against each of its parents, less what it only brought together.

    They are described as they are against the first parent.
    """
    first, *others = changes
    after = [{(_place(change), repr(change.after)): change for change in against} for against in others]
    found: list[Change] = []
    for change in first:
        same = [against.get((_place(change), repr(change.after))) for against in after]
        if all(same) and not _brought_together([change, *filter(None, same)]):
            found.append(change)
    return tuple(found)


def _place(change: Change) -> _Place:
    return change.item, change.field


def _brought_together(against: Sequence[Change]) -> bool:
    """Whether a text's lines all come from one parent or another, and none that all parents had is missing."""
    befores = [change.before for change in against]
    text = against[0].after
    if not isinstance(text, str) or not all(isinstance(before, str) for before in befores):
        return False
    result = Counter(_lines(text))
    lines = [Counter(_lines(str(before))) for before in befores]
    most, least = lines[0], lines[0]
    for parent in lines[1:]:
        most, least = most | parent, least & parent
    return "\n" in text and not result - most and not least - result


def _lines(text: str) -> list[str]:
    return [stripped for line in text.split("\n") if (stripped := line.strip())]
