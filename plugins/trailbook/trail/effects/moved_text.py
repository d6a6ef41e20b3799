"""What only moved between the items of one record: a step split in two, a control with another number.

Ids say which item is which, so that a part which is put under another id comes as an addition here and a
removal there. Its words and references show that nothing was lost.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from trailbook.records.model import Item, Record, WordedItem
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.similarity import words
from trailbook.trail.effects.rule import item_in

T = TypeVar("T", bound=WordedItem)

MOST_WORDS = 0.8
"""The share of an item's words from which on it counts as moved elsewhere."""


def is_moved_elsewhere(
    change: Change, old: Record | None, new: Record | None, model: type[T], suffices: Callable[[T, T], bool]
) -> bool:
    """Whether an item that went has its words in another now, or one that came had them in another before.

    Only words count that the other has on its side alone. ``suffices`` says whether the other (given second)
    asks for as much as the item (given first).
    """
    here, there = (old, new) if change.kind == "removed" else (new, old)
    item = item_in(here, change.item, model)
    if item is None or there is None:
        return False
    wanted = words(item.text or item.title)
    others = (other for other in there.items() if isinstance(other, model) and other.id != item.id)
    return any(
        (wanted & (_words(other) - _words(item_in(here, other.id, model)))).total() >= MOST_WORDS * wanted.total()
        and suffices(item, other)
        for other in others
    )


def _words(item: WordedItem | None) -> Counter[str]:
    return words(f"{item.title}\n{item.text}") if item else Counter()


def is_gone(reference: str, old: Record | None, new: Record | None) -> bool:
    """Whether a reference names an item that a record had and, going on, no longer has."""
    if old is None or new is None:
        return False
    id = reference.removeprefix(f"{old.id}.")
    return item_in(old, id, Item) is not None and item_in(new, id, Item) is None


def all_gone(references: Sequence[str], old: Record | None, new: Record | None) -> bool:
    """Whether there are references, and each names an item that left the record."""
    return bool(references) and all(is_gone(reference, old, new) for reference in references)
