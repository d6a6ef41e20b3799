"""What a record no longer has, so that what referred to it ends with it."""

from collections.abc import Sequence

from trailbook.records.model import Item, Record
from trailbook.trail.effects.rule import item_in


def is_gone(reference: str, old: Record | None, new: Record | None) -> bool:
    """Whether a reference names an item that a record had and, going on, no longer has."""
    if old is None or new is None:
        return False
    id = reference.removeprefix(f"{old.id}.")
    return item_in(old, id, Item) is not None and item_in(new, id, Item) is None


def all_gone(references: Sequence[str], old: Record | None, new: Record | None) -> bool:
    """Whether there are references, and each names an item that left the record."""
    return bool(references) and all(is_gone(reference, old, new) for reference in references)
