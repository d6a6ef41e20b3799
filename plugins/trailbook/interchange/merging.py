"""Importing again: takes over what changed in the source, keeps what people wrote, and reports conflicts.

This is a three-way merge of the earlier import, the file as people left it, and the new import. It works on plain
values instead of models, so that a file keeps whatever fields people added.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from trailbook.interchange.completion import SECTIONS, is_stand_in
from trailbook.interchange.extension import LINKS
from trailbook.text.output import json_value

_NESTED = ("application", "review")
_OWN = ("id", "kind")
_ABSENT = object()


def merge_import(
    base: Mapping[str, Any] | None, ours: dict[str, Any], theirs: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The values to write, and notes about conflicts and about items that are gone.

    ``base`` is the earlier import. If it is None, what the source states wins, and the rest of ``ours`` is kept.
    """
    merger = _Merger(base)
    merged: dict[str, Any] = {}
    for name in dict.fromkeys((*ours, *theirs)):
        if name in _OWN:
            merged[name] = ours.get(name, theirs.get(name))
            continue
        value = merger.field(name, ours, theirs)
        if value is not _ABSENT:
            merged[name] = value
    merger.restore(merged)
    return merged, merger.notes


class _Merger:
    def __init__(self, base: Mapping[str, Any] | None) -> None:
        self.base = base
        self.notes: list[str] = []
        self.gone: dict[str, tuple[str, Any]] = {}
        """The items that are gone from the source, by id, with their section."""

    def restore(self, merged: dict[str, Any]) -> None:
        """Put back items that are gone from the source but still referred to by others."""
        while named := [id for id in _dangling(merged) if id in self.gone]:
            section, item = self.gone.pop(named[0])
            merged[section] = [*merged.get(section, ()), item]
            self.notes.append(f"{section}.{named[0]} is gone from the source; kept, since something still names it")
        self.notes += [f"{section}.{id} is gone from the source; removed" for id, (section, _) in self.gone.items()]

    def field(self, name: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Any:
        before = self.base.get(name, _ABSENT) if self.base is not None else None
        if name in SECTIONS:
            items = self.items(name, before, ours.get(name, ()), theirs.get(name, ()))
            return items or (_ABSENT if name not in ours else items)
        mine, new = ours.get(name, _ABSENT), theirs.get(name, _ABSENT)
        if name in _NESTED and isinstance(mine, dict) and isinstance(new, dict):
            return self.fields(name, "", before if isinstance(before, dict) else None, mine, new)
        return self.value(name, "", name, before, mine, new)

    def items(self, section: str, before: Any, ours: Any, theirs: Any) -> list[Any]:
        old = _by_id(before) if self.base is not None else None
        new = _by_id(theirs)
        mine = _by_id(ours)
        kept: dict[str, Any] = {}
        for id, item in mine.items():
            if id in new:
                kept[id] = self.fields(f"{section}.{id}", section, old and old.get(id), item, new[id])
            elif old is not None and id in old and _same(old[id], item):
                self.gone[id] = (section, item)
            else:
                kept[id] = item
                if old is not None and id in old:
                    self.notes.append(f"{section}.{id} is gone from the source; kept, since it was changed here")
        for id, item in new.items():
            if id not in mine:
                if old is not None and id in old:
                    self.notes.append(f"{section}.{id} was removed here and is still in the source; left out")
                else:
                    kept[id] = item
        return list(kept.values())

    def fields(
        self, where: str, section: str, before: Mapping[str, Any] | None, ours: dict[str, Any], theirs: dict[str, Any]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in dict.fromkeys((*ours, *theirs)):
            was = before.get(name, _ABSENT) if before is not None else None
            mine, new = ours.get(name, _ABSENT), theirs.get(name, _ABSENT)
            value = self.value(f"{where}.{name}", section, name, was, mine, new)
            if value is not _ABSENT:
                found[name] = value
        return found

    def value(self, where: str, section: str, name: str, before: Any, mine: Any, new: Any) -> Any:
        if before is None:  # no earlier import is known
            unstated = new is _ABSENT or (mine is not _ABSENT and is_stand_in(section, name, new))
            return mine if unstated else new
        if _same(mine, new) or _same(new, before):
            return mine
        if _same(mine, before):
            return new
        if all(_is_set(value) for value in (before, mine, new)):
            return _merge_sets(before, mine, new)
        self.notes.append(f"{where} changed here and in the source; kept as it is here")
        return mine


def _is_set(value: Any) -> bool:
    return value is _ABSENT or (isinstance(value, (list, tuple)) and all(isinstance(entry, str) for entry in value))


def _merge_sets(before: Any, mine: Any, new: Any) -> list[str]:
    was, ours, theirs = ([] if value is _ABSENT else list(value) for value in (before, mine, new))
    stay = [entry for entry in ours if entry not in was or entry in theirs]
    return stay + [entry for entry in theirs if entry not in was and entry not in stay]


def _same(a: Any, b: Any) -> bool:
    return a is b or (_ABSENT not in (a, b) and bool(json_value(a) == json_value(b)))


def _by_id(items: Any) -> dict[str, Any]:
    return {item["id"]: item for item in items} if items is not _ABSENT and items else {}


def _dangling(values: Mapping[str, Any]) -> Iterator[str]:
    """Ids that items refer to and that no item has any more."""
    ids = {item["id"] for section in SECTIONS for item in values.get(section, ())}
    for section in SECTIONS:
        for item in values.get(section, ()):
            for name in LINKS:
                named = item.get(name) or ()
                yield from (id for id in ((named,) if isinstance(named, str) else named) if id not in ids)
