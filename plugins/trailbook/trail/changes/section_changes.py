"""The changes of a Markdown record's sections: added, removed, retitled, rewritten, moved.

A section that got another id, because its heading was renamed or another of the same title came before
it, carries that as a change of kind *moved* of the field ``id``: its anchor moved, its words did not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from trailbook.trail.changes.blocks import same_text
from trailbook.trail.changes.change import Change, ChangeKind
from trailbook.trail.changes.section_matching import match_parts
from trailbook.trail.changes.sections import Outline, Part
from trailbook.trail.changes.similarity import longest_increasing
from trailbook.trail.changes.text_changes import text_changes
from trailbook.trail.decisions import JsonValue


def section_changes(old: Outline, new: Outline) -> Iterator[Change]:
    """What changed in the sections that are no items, in the order of the new text; what is gone comes last."""
    if old.parts == new.parts:
        return
    pairs = match_parts(old.parts, new.parts)
    moved = _moves(old.parts, new.parts, pairs)
    headings = new.headings()
    for index, part in enumerate(new.parts):
        if not part.is_item:
            was = old.parts[pairs[index]] if index in pairs else None
            for change in _of_section(was, part, moved.get(index)):
                yield replace(change, heading=headings[index])
    kept = set(pairs.values())
    gone = [index for index, part in enumerate(old.parts) if index not in kept and not part.is_item]
    headings = old.headings() if gone else ()
    for index in gone:
        part = old.parts[index]
        yield Change(part.id, None, "removed", whole_section(part), None, heading=headings[index])


def _of_section(was: Part | None, part: Part, move: tuple[str | None, str | None] | None) -> Iterator[Change]:
    if was is None:
        yield Change(part.id, None, "added", None, whole_section(part))
        return
    if was.id != part.id:
        yield Change(part.id, "id", "moved", was.id, part.id)
    if move:
        yield Change(part.id, None, "moved", *move)
    if (was.title, was.text) != (part.title, part.text):
        yield from _rewritten(was, part)


def whole_section(part: Part) -> JsonValue:
    """A section as the JSON of what was authored."""
    return {"title": part.title, "text": part.text}


def _rewritten(was: Part, part: Part) -> Iterator[Change]:
    if not same_text(was.title, part.title):
        kind: ChangeKind = "changed" if was.title and part.title else "added" if part.title else "removed"
        yield Change(part.id, "title", kind, was.title or None, part.title or None)
    yield from text_changes(part.id, was.text, part.text)


def _moves(old: Sequence[Part], new: Sequence[Part], pairs: dict[int, int]) -> dict[int, tuple[str | None, str | None]]:
    """For each new section that moved: what it was in or after, and what it is in or after now.

    If what is around it is another, that is the place; else the section before it. As few sections as
    explain the new order are taken to have moved. Items may stand in any order.
    """
    moved: dict[int, tuple[str | None, str | None]] = {}
    siblings: dict[int | None, list[int]] = {}
    for there, here in pairs.items():
        part, was = new[there], old[here]
        if part.is_item:
            continue
        if was.parent == (None if part.parent is None else pairs.get(part.parent, -1)):
            siblings.setdefault(part.parent, []).append(there)
        else:
            moved[there] = (_id(old, was.parent), _id(new, part.parent))
    for group in siblings.values():
        group.sort()
        steady = {here for _, here in longest_increasing([(there, pairs[there]) for there in group])}
        for there in group:
            if pairs[there] not in steady:
                moved[there] = (_id(old, _before(old, pairs[there])), _id(new, _before(new, there)))
    return moved


def _id(parts: Sequence[Part], index: int | None) -> str | None:
    return None if index is None else parts[index].id


def _before(parts: Sequence[Part], index: int) -> int | None:
    """The part before this one within the same part."""
    return next((i for i in range(index - 1, -1, -1) if parts[i].parent == parts[index].parent), None)
