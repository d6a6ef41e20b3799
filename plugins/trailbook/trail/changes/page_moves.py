"""Sections, texts and items that one commit moved from one file to another.

Each record is compared by itself, so what moved is *removed* in one trail and *added* in another. Here the two are
found by their words and become one move, said in both trails: *moved* with the place it came from in ``before``, or
went to in ``after``, as ``{"page": PATH, "section": HEADING}``; the other side keeps the whole value. What was reworded
on the way follows as changes of its own, where it came in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeGuard

from trailbook.trail.changes.change import Change, is_mapping
from trailbook.trail.changes.similarity import likeness, words
from trailbook.trail.changes.text_changes import text_changes
from trailbook.trail.decisions import JsonValue

_FEWEST_WORDS = 6
"""A section or item with fewer words may be in two files by chance."""
_SAME_TITLE = 0.6
_OTHER_TITLE = 0.8
"""From these likenesses of words on, a section that went is one that came in another file."""
_MOST_PAIRS = 2_500


@dataclass(frozen=True)
class PageChanges:
    """The changes of one commit to one record; ``path`` is its file after it, or before if it is gone."""

    record: str
    path: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class _Part:
    """Something that came or went as a whole: by the file's place among all, and its own among the file's changes."""

    file: int
    place: int
    change: Change

    @property
    def id(self) -> tuple[int, int]:
        return self.file, self.place

    @property
    def is_whole(self) -> bool:
        """Whether it is a section or a page, and no item of a list."""
        return self.change.field is None

    @property
    def value(self) -> JsonValue:
        return self.change.after if self.change.kind == "added" else self.change.before

    @property
    def title(self) -> str:
        return str(self.value.get("title", "")) if is_mapping(self.value) else ""

    @property
    def text(self) -> str:
        return text_in(self.value)

    @cached_property
    def words(self) -> Counter[str]:
        return words(self.text)

    @property
    def key(self) -> object:
        """What two of one kind with the same words have in common."""
        return self.change.field, frozenset(self.words.items())


def text_in(value: JsonValue) -> str:
    """The text of a section, an item of a list or a page, as its change has it."""
    if is_mapping(value):
        return "\n\n".join(str(value[name]) for name in ("summary", "text") if value.get(name))
    return value if isinstance(value, str) else ""


def with_page_moves(files: Sequence[PageChanges]) -> list[tuple[Change, ...]]:
    """The changes of each file that a commit changed, with what moved between them as moves."""
    found = [list(file.changes) for file in files]
    pairs = list(_pairs(list(_parts(files, "removed")), list(_parts(files, "added")))) if len(files) > 1 else []
    reworded: dict[tuple[int, int], list[Change]] = {}
    for went, came in pairs:
        origin = _place(files[went.file].path, went.change)
        target = _place(files[came.file].path, came.change)
        found[went.file][went.place] = replace(_neutral(went.change), kind="moved", after=target)
        found[came.file][came.place] = replace(_neutral(came.change), kind="moved", before=origin)
        reworded[came.file, came.place] = list(_reworded(went, came))
    return [
        tuple(change for place, moved in enumerate(changes) for change in (moved, *reworded.get((file, place), ())))
        for file, changes in enumerate(found)
    ]


def _neutral(change: Change) -> Change:
    """A change without the effect that its coming or going would have."""
    return replace(change, effect="neutral", rule="", evidence="")


def is_page_move(change: Change) -> bool:
    """Whether a change says that something moved from one file to another."""
    return change.kind == "moved" and (is_place(change.before) or is_place(change.after))


def came_in(change: Change) -> bool:
    """Whether something moved into the record from another file."""
    return change.kind == "moved" and is_place(change.before)


def went_away(change: Change) -> bool:
    """Whether something moved out of the record to another file."""
    return change.kind == "moved" and is_place(change.after)


def _place(path: str, change: Change) -> JsonValue:
    return {"page": path, "section": change.heading} if change.heading else {"page": path}


def is_place(value: JsonValue) -> TypeGuard[dict[str, JsonValue]]:
    """Whether a value says where something came from or went to."""
    return is_mapping(value) and "page" in value and value.keys() <= {"page", "section"}


def _parts(files: Sequence[PageChanges], kind: str) -> Iterator[_Part]:
    """The sections, items of lists and pages that came or went; of the items of a record, none."""
    for file, page in sorted(enumerate(files), key=lambda each: each[1].path):
        for place, change in enumerate(page.changes):
            is_page = change.item is None and page.record.endswith(".md")
            whole = change.field is None and (change.heading or is_page)
            if change.kind == kind and (whole or change.field == "text.items"):
                yield _Part(file, place, change)


def _pairs(gone: Sequence[_Part], come: Sequence[_Part]) -> Iterator[tuple[_Part, _Part]]:
    """What went and came again in another file, by equal words first, then by those that are alike."""
    if not gone or not come or len({part.file for part in (*gone, *come)}) < 2:
        return
    gone, come = ([part for part in parts if part.words.total() >= _FEWEST_WORDS] for parts in (gone, come))
    taken: set[tuple[int, int]] = set()
    for went, came in _equal_pairs(gone, come):
        taken |= {went.id, came.id}
        yield went, came
    yield from _alike_pairs(
        *([part for part in parts if part.is_whole and part.id not in taken] for parts in (gone, come))
    )


def _equal_pairs(gone: Iterable[_Part], come: Iterable[_Part]) -> Iterator[tuple[_Part, _Part]]:
    """What has the same words in another file, each once."""
    waiting: dict[object, list[_Part]] = {}
    for part in gone:
        waiting.setdefault(part.key, []).append(part)
    for part in come:
        same = waiting.get(part.key, [])
        if (went := next((one for one in same if one.file != part.file), None)) is not None:
            same.remove(went)
            yield went, part


def _alike_pairs(gone: Sequence[_Part], come: Sequence[_Part]) -> Iterator[tuple[_Part, _Part]]:
    """What has words much like those in another file, each once, the likest first; none of very many."""
    if len(gone) * len(come) > _MOST_PAIRS:
        return
    ranked = [
        (-likeness(went.words, came.words), there, here)
        for there, came in enumerate(come)
        for here, went in enumerate(gone)
        if went.file != came.file
    ]
    taken: set[tuple[int, int]] = set()
    for unlike, there, here in sorted(ranked):
        went, came = gone[here], come[there]
        least = _SAME_TITLE if went.title == came.title else _OTHER_TITLE
        if -unlike >= least and taken.isdisjoint({went.id, came.id}):
            taken |= {went.id, came.id}
            yield went, came


def _reworded(went: _Part, came: _Part) -> Iterator[Change]:
    """What was changed on the way, in the terms of the file where it is now."""
    if came.change.field is None and came.change.item is not None:
        if went.title and came.title and went.title != came.title:
            yield replace(came.change, field="title", kind="changed", before=went.title, after=came.title)
        for change in text_changes(came.change.item, went.text, came.text):
            yield replace(change, heading=came.change.heading)
