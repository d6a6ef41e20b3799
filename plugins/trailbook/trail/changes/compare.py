"""The semantic difference between two revisions of a record: what changed in what it says, not in its file.

Items are matched by id, sections by their words, entries of lists by what they are. The style of the YAML and of the
Markdown is no change, nor is the order of items and entries, unless their list is one whose order means something.
"""

from collections.abc import Iterator, Mapping

from trailbook.records.document import Document
from trailbook.records.kinds.page import Page
from trailbook.records.model import Item, Record, WordedItem
from trailbook.records.reading import FRONT_MATTER
from trailbook.trail.changes.change import Change, json_of, whole
from trailbook.trail.changes.derived import derived_changes
from trailbook.trail.changes.fields import differences
from trailbook.trail.changes.reordering import moves
from trailbook.trail.changes.section_changes import section_changes, whole_section
from trailbook.trail.changes.sections import Outline, Outlined
from trailbook.trail.changes.text_changes import text_changes
from trailbook.trail.decisions import JsonValue

_IDENTITY = ("id", "kind")
"""A record with another id or kind is another record; whoever compares two such has to say so."""

_Key = tuple[str, int]
"""An item by its id and how often that id was seen before: a faulty record may give an id twice."""


def compare(old: Document | None, new: Document | None) -> tuple[Change, ...]:
    """The changes from one revision of a record to another; None if it does not exist.

    The record's own fields come first, then its items list by list, then its sections, each in the
    order of the new revision with what was removed last. Where the record begins or ends, there is one
    change for the record itself (no item, no field) and one for each of its items and sections.
    """
    return compare_outlined(Outlined(old) if old else None, Outlined(new) if new else None)


def compare_outlined(old: Outlined | None, new: Outlined | None) -> tuple[Change, ...]:
    """What ``compare`` finds, for documents that are compared with more than one other."""
    if old is None:
        parts = () if new is None else _parts(new)
        return tuple(Change(id, None, "added", None, value, heading=heading) for id, value, heading in parts)
    if new is None:
        return tuple(Change(id, None, "removed", value, None, heading=heading) for id, value, heading in _parts(old))
    if old.document.text == new.document.text and old.document.record == new.document.record:
        return ()
    return tuple(_changes(old, new))


def _parts(outlined: Outlined) -> Iterator[tuple[str | None, JsonValue, str]]:
    """The record's own values under None, and those of each item and section under its id; a section's heading."""
    record, outline = outlined.document.record, outlined.outline
    texts = outline.item_texts()
    lists = _item_lists(record)
    own: dict[str, JsonValue] = {
        name: json_of(getattr(record, name)) for name in type(record).model_fields if name not in (*_IDENTITY, *lists)
    }
    yield None, whole({**_page_fields(outlined.document), **own, "text": outline.text}), ""
    for items in lists.values():
        for item in items:
            yield item.id, whole(_item_values(item, texts)), ""
    for part, heading in zip(outline.parts, outline.headings(), strict=True):
        if not part.is_item:
            yield part.id, whole_section(part), heading


def _changes(was: Outlined, now: Outlined) -> Iterator[Change]:
    old, new = was.document.record, now.document.record
    same = was.document.body == now.document.body and _wording(old) == _wording(new)
    before, after = (Outline("", ()), Outline("", ())) if same else (was.outline, now.outline)
    old_lists, new_lists = _item_lists(old), _item_lists(new)
    yield from _own_changes(old, new, {*_IDENTITY, *old_lists, *new_lists})
    yield from _front_matter_changes(was.document, now.document)
    yield from _changed(None, "text", before.text, after.text)
    derived = derived_changes(old, new)
    texts = before.item_texts(), after.item_texts()
    for name in dict.fromkeys((*new_lists, *old_lists)):
        olds, news = _by_key(old_lists.get(name, ())), _by_key(new_lists.get(name, ()))
        yield from _item_changes(olds, news, texts, derived)
        if name in new.ordered:
            yield from _moved_items(list(olds), list(news)) or _moved_items(*_worded_order(before, after, news))
    yield from section_changes(before, after)


def _wording(record: Record) -> list[tuple[str, ...]]:
    """What decides how a body is taken apart: the title, the summary, and the worded items."""
    items = [(item.id, item.title, item.text) for item in record.items() if isinstance(item, WordedItem)]
    return [(record.title, record.summary), *items]


def _own_changes(old: Record, new: Record, besides: set[str]) -> Iterator[Change]:
    for name in dict.fromkeys((*type(new).model_fields, *type(old).model_fields)):
        before, after = getattr(old, name, None), getattr(new, name, None)
        if name not in besides and before != after:
            yield from _changed(None, name, json_of(before), json_of(after), name in new.ordered)


def _front_matter_changes(old: Document, new: Document) -> Iterator[Change]:
    """The changes of what the front matter of a plain page says, field by field."""
    if old.front_matter != new.front_matter:
        before, after = _page_fields(old), _page_fields(new)
        for name in dict.fromkeys((*after, *before)):
            yield from _changed(None, name, before.get(name), after.get(name))


_TAKEN = frozenset({*Page.model_fields, "text", "path", "contents"}) - {"tags"}
"""Fields that a page has besides its front matter."""


def _page_fields(document: Document) -> dict[str, JsonValue]:
    """What the front matter of a plain page says, less its title and classification, which are the page's own."""
    own = {"title"} if document.record.classification is None else {"title", "classification"}
    return {
        f"{FRONT_MATTER}.{name}" if name in _TAKEN else name: json_of(value)
        for name, value in document.front_matter.items()
        if name not in own
    }


def _item_changes(
    old: Mapping[_Key, Item],
    new: Mapping[_Key, Item],
    texts: tuple[Mapping[str, str], Mapping[str, str]],
    derived: Mapping[str, list[Change]],
) -> Iterator[Change]:
    """The changes of one list of items."""
    for key, item in new.items():
        if (was := old.get(key)) is None:
            yield Change(item.id, None, "added", None, whole(_item_values(item, texts[1])))
            continue
        if was != item or texts[0].get(item.id) != texts[1].get(item.id):
            before, after = _item_values(was, texts[0]), _item_values(item, texts[1])
            for name in dict.fromkeys((*after, *before)):
                yield from _changed(item.id, name, before.get(name), after.get(name), name in item.ordered)
        yield from derived.get(item.id, ())
    for key, item in old.items():
        if key not in new:
            yield Change(item.id, None, "removed", whole(_item_values(item, texts[0])), None)


def _moved_items(old: list[_Key], new: list[_Key]) -> list[Change]:
    """The items that are at another place in a list whose order means something."""
    places = {key: here for here, key in enumerate(old)}
    pairs = [(there, places[key]) for there, key in enumerate(new) if key in places]
    return [
        Change(new[move.there][0], None, "moved", move.before, move.after)
        for move in moves(pairs, lambda there: new[there][0])
    ]


def _worded_order(before: Outline, after: Outline, items: Mapping[_Key, Item]) -> tuple[list[_Key], list[_Key]]:
    """The items in the order in which the two texts word them."""
    ids = {id for id, _ in items}
    old, new = ([(part.id, 0) for part in side.parts if part.is_item and part.id in ids] for side in (before, after))
    return old, new


def _changed(
    item: str | None, field: str, before: JsonValue, after: JsonValue, ordered: bool = False
) -> Iterator[Change]:
    if field == "text" and isinstance(before, str | None) and isinstance(after, str | None):
        yield from text_changes(item, before or "", after or "")
        return
    for difference in differences(field, before, after, ordered):
        yield Change(item, difference.field, difference.kind, difference.before, difference.after)


def _item_values(item: Item, texts: Mapping[str, str]) -> dict[str, JsonValue]:
    """An item's values, with the text that is its own and no other item's; its id is no value."""
    values = {name: json_of(getattr(item, name)) for name in type(item).model_fields if name != "id"}
    return {**values, "text": texts[item.id]} if item.id in texts else values


def _item_lists(record: Record) -> dict[str, tuple[Item, ...]]:
    """The record's lists of items by the name of the field."""
    found: dict[str, tuple[Item, ...]] = {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, tuple) and any(isinstance(part, Item) for part in value):
            found[name] = tuple(part for part in value if isinstance(part, Item))
    return found


def _by_key(items: tuple[Item, ...]) -> dict[_Key, Item]:
    seen: dict[str, int] = {}
    found: dict[_Key, Item] = {}
    for item in items:
        number = seen[item.id] = seen.get(item.id, -1) + 1
        found[item.id, number] = item
    return found
